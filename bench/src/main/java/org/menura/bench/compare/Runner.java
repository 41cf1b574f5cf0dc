package org.menura.bench.compare;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.menura.format.FormatException;

/** Runs contests: engines alternate run for run, and who begins alternates too, so that all meet the same machine. */
final class Runner {
    private final Journal journal;
    private final int repetitions;
    private final PrintStream log;
    private final Map<String, String> failures = new TreeMap<>();

    Runner(Journal journal, int repetitions, PrintStream log) {
        this.journal = journal;
        this.repetitions = repetitions;
        this.log = log;
    }

    /** What went wrong, by contest and engine. */
    Map<String, String> failures() {
        return failures;
    }

    void run(Contest contest) throws IOException, InterruptedException {
        List<Entrant> field = contest.entrants();
        for (int run = 0; run < repetitions; run++) {
            List<Entrant> turn = new ArrayList<>(field);
            if (run % 2 == 1) {
                Collections.reverse(turn);
            }
            for (Entrant entrant : turn) {
                int number = run;
                boolean isDone = contest.rows().stream().allMatch(row -> journal.has(row, entrant.engine(), number));
                if (run < entrant.most() && !isDone && !failures.containsKey(name(contest, entrant))) {
                    run(contest, entrant, run);
                }
            }
        }
    }

    private void run(Contest contest, Entrant entrant, int run) throws IOException, InterruptedException {
        log.printf("%-32s %-14s run %d ", contest.name(), entrant.engine(), run + 1);
        log.flush();
        try {
            Finished finished = Processes.run(entrant.job());
            Map<String, List<Double>> measured = entrant.read().apply(finished);
            List<String> asked = contest.rows().stream().map(Row::metric).toList();
            journal.add(contest.name(), entrant.engine(), run, asked, measured);
            log.printf("%6.1f s %s%n", finished.milliseconds() / 1000, shown(measured));
        } catch (Processes.FailedException | FormatException e) {
            failures.put(name(contest, entrant), String.valueOf(e.getMessage()));
            log.println("failed: " + e.getMessage());
        }
    }

    private static String name(Contest contest, Entrant entrant) {
        return contest.name() + ", " + entrant.engine();
    }

    private static String shown(Map<String, List<Double>> measured) {
        StringBuilder out = new StringBuilder();
        measured.forEach((metric, values) -> out.append(' ')
                .append(metric)
                .append('=')
                .append(Summary.number(Summary.of(values).median())));
        return out.toString();
    }
}
