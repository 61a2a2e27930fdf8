"""How well a release reads: its facts against gold, by relation and by source, with the place of every miss.

gold      the gold file          words     when two names are the same
relations what is compared       tally     matching and counting
pairing   which indication is which        places    the line of a miss
measure   all of it over a release         table     the outcome to read
"""

from kg.score.gold import Gold, read_gold
from kg.score.measure import Miss, Score, macro_f1, measure
from kg.score.table import render_score, score_json

__all__ = ["Gold", "Miss", "Score", "macro_f1", "measure", "read_gold", "render_score", "score_json"]
