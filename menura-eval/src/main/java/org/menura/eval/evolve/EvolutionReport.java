package org.menura.eval.evolve;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What came of a run.
 *
 * @param profile the operations
 * @param seeds their number
 * @param steps in their order
 * @param complete whether all rounds are done
 */
public record EvolutionReport(EvolutionProfile profile, int seeds, List<EvolutionStep> steps, boolean complete) {
    /** Copies the list. */
    public EvolutionReport {
        steps = List.copyOf(steps);
    }

    /** Returns how many instructions were kept. */
    public long kept() {
        return steps.stream().filter(EvolutionStep::isKept).count();
    }

    /** Returns how often the teacher was asked. */
    public int calls() {
        return steps.stream().mapToInt(EvolutionStep::calls).sum();
    }

    /** Returns how many steps had each verdict, kept ones and failures. */
    public Map<String, Long> verdicts() {
        return steps.stream()
                .collect(Collectors.groupingBy(EvolutionStep::verdict, TreeMap::new, Collectors.counting()));
    }

    /** Formats the counts of each operation as Markdown. */
    public String markdown() {
        StringBuilder out = new StringBuilder();
        out.append("%d seeds, %d steps, %d kept, %d calls of the teacher%s\n\n"
                .formatted(seeds, steps.size(), kept(), calls(), complete ? "" : "; not complete"));
        List<String> verdicts = List.copyOf(verdicts().keySet());
        out.append("| operation | steps | %s |\n".formatted(String.join(" | ", verdicts)));
        out.append("|---|---:|%s\n".formatted("---:|".repeat(verdicts.size())));
        for (EvolutionProfile.Operation operation : profile.operations()) {
            List<EvolutionStep> of = steps.stream()
                    .filter(s -> s.operation().equals(operation.name()))
                    .toList();
            out.append("| %s | %d | %s |\n"
                    .formatted(
                            operation.name(),
                            of.size(),
                            verdicts.stream()
                                    .map(v -> "%d"
                                            .formatted(of.stream()
                                                    .filter(s -> s.verdict().equals(v))
                                                    .count()))
                                    .collect(Collectors.joining(" | "))));
        }
        if (!steps.isEmpty()) {
            out.append(String.format(Locale.ROOT, "\nkept: %.1f %%\n", 100.0 * kept() / steps.size()));
        }
        return out.toString();
    }
}
