"""What a self-evaluation (自评表) prints of itself, recomputed: rates, scores, rules, budget."""
