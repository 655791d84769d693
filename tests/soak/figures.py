"""Figures with their bounds, a line each."""


class Report:
    def __init__(self, name):
        self.name, self.bad, self.figures = name, False, {}

    def line(self, name, figure, bound=None, note="", least=False):
        self.figures[name] = figure
        text = f"{figure:.4f}" if isinstance(figure, float) else str(figure)
        verdict = ""
        if bound is not None:
            fine = figure >= bound if least else figure <= bound
            self.bad |= not fine
            verdict = f"  {'at least' if least else 'at most'} {bound:g}  {'ok' if fine else 'BAD'}"
        print(f"{self.name}.{name:28} {text:>12}{verdict}{'  ' + note if note else ''}", flush=True)
