package org.menura.train.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.menura.format.FileTree;
import org.menura.format.FormatException;
import org.menura.train.ledger.CodeInfo;
import org.menura.train.ledger.Ledger;
import org.menura.train.ledger.LedgerReader;
import org.menura.train.ledger.SavedCheckpoint;
import org.menura.train.ledger.StepRecord;
import org.menura.train.recipe.Recipe;

/**
 * The result of replaying some steps of a recorded run.
 *
 * @param from the step whose checkpoint it went on from; 0 for the start
 * @param to the last step
 * @param differing steps whose records differ from the ledger's
 * @param recorded hash of the checkpoint of the last step in the ledger, or null if there was none
 * @param hash hash of the replayed checkpoint of the last step
 * @param code differences of this program to the one that made the run, a sentence each
 */
public record Replay(
        long from, long to, List<Long> differing, @Nullable String recorded, String hash, List<String> code) {
    /** Returns whether all records and the checkpoint agree with the ledger's. */
    public boolean agrees() {
        return differing.isEmpty() && (recorded == null || recorded.equals(hash));
    }

    /**
     * Replays steps {@code from + 1} to {@code to}, in a folder of its own that is deleted afterwards; the ledger stays
     * as it is.
     *
     * @param from a step with a checkpoint that is still there, or 0
     * @throws FormatException if there is no such checkpoint, or the ledger does not reach so far
     * @throws IOException if something can't be read
     */
    public static Replay of(Path folder, long from, long to, RunSettings settings) throws IOException {
        LedgerReader reader = new LedgerReader(folder);
        reader.requireUnchanged();
        List<StepRecord> records = reader.records(from + 1, to);
        if (to <= from || records.size() != to - from) {
            throw new FormatException("%s has no records of steps %d to %d".formatted(folder, from + 1, to));
        }
        SortedMap<Long, SavedCheckpoint> there = reader.checkpoints();
        SavedCheckpoint start = there.get(from);
        if (from != 0 && start == null) {
            throw new FormatException("%s has no checkpoint of step %d any more; there are those of %s"
                    .formatted(folder, from, there.keySet()));
        }
        Path scratch = Files.createTempDirectory("menura-replay");
        try {
            return again(reader, scratch.resolve("run"), from, to, records, start, settings);
        } finally {
            FileTree.delete(scratch);
        }
    }

    private static Replay again(
            LedgerReader reader,
            Path scratch,
            long from,
            long to,
            List<StepRecord> records,
            @Nullable SavedCheckpoint start,
            RunSettings settings)
            throws IOException {
        reader.data().verify();
        Recipe recipe = Recipe.read(reader.resolvedRecipe(), reader.data().base());
        try (TrainingRun run = TrainingRun.scratch(recipe, scratch, settings)) {
            if (start != null) {
                start.verify();
                run.restore(start);
            }
            List<StepRecord> now = run.again(to);
            List<Long> differing = new ArrayList<>();
            for (int i = 0; i < records.size(); i++) {
                if (!records.get(i).equals(now.get(i))) {
                    differing.add(records.get(i).step());
                }
            }
            Ledger ledger = run.ledger();
            String hash = ledger.checkpoint(run.checkpoint(to)).hash();
            CodeInfo code = ledger.reader().code();
            return new Replay(
                    from,
                    to,
                    differing,
                    reader.checkpointHashes().get(to),
                    hash,
                    reader.code().differences(code));
        }
    }
}
