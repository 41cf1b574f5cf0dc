package org.menura.verify.service;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.menura.agent.mind.Thought;
import org.menura.verify.Check;
import org.menura.world.dbbench.DbBenchSuite;
import org.menura.world.dbbench.DbBenchSuite.Reference;
import org.menura.world.suite.Question;
import org.menura.world.suite.SuiteTask;
import org.menura.world.suite.Trial;

/** DBBench: {@code dbbench.jsonl}, and {@code dbbench_keep.json}, which names the tasks whose labels can be reached. */
public final class DbBenchCase {
    private static final DbBenchSuite SUITE = new DbBenchSuite();

    private DbBenchCase() {}

    /** Returns whether a folder holds a case of this form. */
    public static boolean isIn(Path folder) {
        return SUITE.reads(folder);
    }

    /**
     * Runs the reference statements: changed tables must have the official hash, queries must give the label where the folder
     * names those that do.
     *
     * @return a check for changes, queries, and the suite
     */
    public static List<Check> run(Path folder) {
        try {
            Tally writes = new Tally("dbbench: changes have the official hash");
            Tally reads = new Tally("dbbench: queries give the label");
            for (Reference reference : SUITE.references(folder)) {
                (reference.write() ? writes : reads).add(reference.agrees(), reference::id);
            }
            List<Check> checks = new ArrayList<>();
            writes.ifAny().ifPresent(checks::add);
            if (SUITE.namesKept(folder)) {
                reads.ifAny().ifPresent(checks::add);
            }
            checks.add(suite(SUITE.tasks(folder), note(folder)));
            return checks;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String note(Path folder) throws IOException {
        if (!SUITE.namesKept(folder)) {
            return "no dbbench_keep.json: whether queries give the label is not asked, as many of the original don't";
        }
        List<Reference> out = SUITE.leftOut(folder);
        long unreachable = out.stream().filter(reference -> !reference.agrees()).count();
        return "%d of %d tasks left out can't be reached here either".formatted(unreachable, out.size());
    }

    private static Check suite(List<? extends SuiteTask> tasks, String note) {
        Tally tally = new Tally("dbbench: reference solutions pass");
        int nothing = 0;
        for (SuiteTask task : tasks) {
            try (Trial idle = task.begin(0);
                    Trial trial = task.begin(0)) {
                idle.answer(Thought.of(""));
                nothing += idle.outcome().passed() ? 1 : 0;
                for (Optional<Question> q = trial.next(); q.isPresent(); q = trial.next()) {
                    trial.answer(trial.oracle());
                }
                tally.add(trial.outcome().passed(), task::id);
            }
        }
        return tally.check("an agent that does nothing passes %d".formatted(nothing), note);
    }
}
