package org.menura.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.menura.agent.run.Event;
import org.menura.agent.run.Journal;
import org.menura.agent.run.JournalEntry;

/**
 * Something that a run waits for a person to say.
 *
 * @param slot where it is asked, which tells what it is
 */
record Waiting(String id, String slot, String question) {
    private static final Pattern CALL = Pattern.compile(".*#\\d+", Pattern.DOTALL);
    private static final Pattern LOST_CALL = Pattern.compile(".*!\\d+", Pattern.DOTALL);

    /** Returns all that a run waits for, in the order in which it was asked. */
    static List<Waiting> in(Path run) throws IOException {
        List<Waiting> open = new ArrayList<>();
        for (JournalEntry entry : Journal.read(run)) {
            switch (entry.event()) {
                case Event.Suspended(String id, String slot, String question) ->
                    open.add(new Waiting(id, slot, question));
                case Event.Approved answer -> open.removeIf(w -> w.id.equals(answer.id()));
                default -> {}
            }
        }
        return open;
    }

    /** Returns what of a run has an id. */
    static Optional<Waiting> in(Path run, String id) throws IOException {
        return in(run).stream().filter(w -> w.id.equals(id)).findFirst();
    }

    /** Returns whether a call waits for approval, which a text can't be. */
    boolean isCall() {
        return CALL.matcher(slot).matches();
    }

    /** Returns the options of {@code agent resume} that answer it. */
    String options() {
        if (isCall()) {
            return "--approve (or --deny WHY)";
        }
        return LOST_CALL.matcher(slot).matches()
                ? "--answer RESULT (or --deny, if it did not happen)"
                : "--answer TEXT (or --approve, or --deny WHY)";
    }

    @Override
    public String toString() {
        return "%s (%s)".formatted(id, question);
    }
}
