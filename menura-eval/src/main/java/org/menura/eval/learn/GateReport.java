package org.menura.eval.learn;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;

/**
 * What the gate found: an update is kept if it predicts new held-out documents better, and no old documents and no task got
 * worse than tolerated.
 *
 * @param gained change on the new held-out documents, from the model before the update
 * @param needed bits for each byte that they must save
 * @param retained changes of old documents, from what they were when they became old
 * @param tasks scores of tasks
 */
public record GateReport(BitsChange gained, double needed, List<Old> retained, List<Task> tasks) {
    /**
     * The change of old documents.
     *
     * @param name of the documents
     */
    public record Old(String name, BitsChange change, double tolerance) {
        /** Returns whether it is tolerated. */
        public boolean passes() {
            return change.high() <= tolerance;
        }
    }

    /**
     * The change of a task's score.
     *
     * @param name of the task
     * @param metric its name
     * @param before of the model that nothing was added to
     * @param after of the updated model
     * @param drop by how much it is worse
     */
    public record Task(String name, String metric, double before, double after, double drop, double tolerance) {
        /** Returns whether it is tolerated. */
        public boolean passes() {
            return drop <= tolerance;
        }
    }

    /** Copies the lists. */
    public GateReport {
        retained = List.copyOf(retained);
        tasks = List.copyOf(tasks);
    }

    /** Returns whether the new documents are predicted better, whatever the documents drawn. */
    public boolean hasGained() {
        return gained.high() < -needed;
    }

    /** Returns whether the update is kept. */
    public boolean isKept() {
        return hasGained()
                && retained.stream().allMatch(Old::passes)
                && tasks.stream().allMatch(Task::passes);
    }

    /** Formats the report as a table in Markdown. */
    public String markdown() {
        StringBuilder out = new StringBuilder();
        out.append("| bits per byte of | documents | before | after | change, 95 % interval | allowed | |\n");
        out.append("|---|---:|---:|---:|---|---|---|\n");
        out.append(row("new, held out", gained, String.format(Locale.ROOT, "below %.4f", -needed), hasGained()));
        for (Old old : retained) {
            out.append(row(
                    old.name(), old.change(), String.format(Locale.ROOT, "to %+.4f", old.tolerance()), old.passes()));
        }
        for (Task t : tasks) {
            out.append(String.format(
                    Locale.ROOT,
                    "| %s, %s | | %.4f | %.4f | worse by %.4f | to %.4f | %s |\n",
                    t.name(),
                    t.metric(),
                    t.before(),
                    t.after(),
                    t.drop(),
                    t.tolerance(),
                    word(t.passes())));
        }
        return out.toString();
    }

    private static String row(String name, BitsChange c, String allowed, boolean passes) {
        return String.format(
                Locale.ROOT,
                "| %s | %d | %.4f | %.4f | %+.4f [%+.4f, %+.4f] | %s | %s |\n",
                name,
                c.documents(),
                c.before(),
                c.after(),
                c.change(),
                c.low(),
                c.high(),
                allowed,
                word(passes));
    }

    private static String word(boolean passes) {
        return passes ? "ok" : "FAIL";
    }

    /** Adds the figures to an entry of the ledger. */
    void into(ObjectNode json) {
        json.put("verdict", isKept() ? "kept" : "rolled back");
        change(json.putObject("new"), gained).put("needed", needed).put("ok", hasGained());
        ArrayNode olds = json.putArray("retained");
        for (Old o : retained) {
            change(olds.addObject().put("name", o.name()), o.change())
                    .put("tolerance", o.tolerance())
                    .put("ok", o.passes());
        }
        ArrayNode list = json.putArray("tasks");
        for (Task t : tasks) {
            ObjectNode task = list.addObject().put("name", t.name()).put("metric", t.metric());
            task.put("before", t.before()).put("after", t.after());
            task.put("tolerance", t.tolerance()).put("ok", t.passes());
        }
    }

    private static ObjectNode change(ObjectNode json, BitsChange c) {
        json.put("documents", c.documents()).put("before", c.before()).put("after", c.after());
        return json.put("low", c.low()).put("high", c.high());
    }
}
