package org.menura.agent.run;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the journal of a run knows, as its lanes ask for it. */
final class RunHistory {
    private final Map<String, JournalEntry> thoughts = new HashMap<>();
    private final Map<String, Event.Scored> scores = new HashMap<>();
    private final Map<String, Map<Integer, JournalEntry>> calls = new HashMap<>();
    private final Map<String, JournalEntry> done = new HashMap<>();
    private final Map<String, List<JournalEntry>> observed = new HashMap<>();
    private final Map<String, List<Event>> notes = new HashMap<>();
    private final Map<String, Event.Suspended> suspended = new HashMap<>();
    private final Map<String, Event.Approved> approved = new HashMap<>();
    private final List<JournalEntry> entries;
    private long seed;
    private long forkedAt;
    private @Nullable String answer;

    RunHistory(List<JournalEntry> entries, long seed) {
        this.entries = List.copyOf(entries);
        this.seed = seed;
        entries.forEach(this::add);
    }

    private void add(JournalEntry e) {
        switch (e.event()) {
            case Event.Thought t -> thoughts.putIfAbsent(t.key(), e);
            case Event.Scored s -> scores.putIfAbsent(s.key(), s);
            case Event.CallIntended i -> call(e, i.ordinal());
            case Event.CallRefused r -> call(e, r.ordinal());
            case Event.CallDone d -> done.putIfAbsent(d.key(), e);
            case Event.Observed _ ->
                observed.computeIfAbsent(e.agent(), _ -> new ArrayList<>()).add(e);
            case Event.Claimed _, Event.Judged _, Event.Remembered _, Event.Delegated _ ->
                notes.computeIfAbsent(e.agent(), _ -> new ArrayList<>()).add(e.event());
            case Event.Suspended s -> suspended.putIfAbsent(s.slot(), s);
            case Event.Approved a -> approved.putIfAbsent(a.id(), a);
            case Event.Forked f -> {
                seed = f.seed();
                forkedAt = e.n();
            }
            case Event.Finished f -> answer = f.answer();
            case Event.Opened _, Event.Prompted _, Event.Failed _ -> {}
        }
    }

    private void call(JournalEntry e, int ordinal) {
        calls.computeIfAbsent(e.agent(), _ -> new HashMap<>()).putIfAbsent(ordinal, e);
    }

    List<JournalEntry> entries() {
        return entries;
    }

    /** The seed of what is new. */
    long seed() {
        return seed;
    }

    /** Whether nothing has happened since the run was forked, so that what its tools wrote is to be made again. */
    boolean isFreshFork() {
        return forkedAt > 0
                && entries.stream().noneMatch(e -> e.n() > forkedAt && !(e.event() instanceof Event.Opened));
    }

    @Nullable
    JournalEntry thought(String key) {
        return thoughts.get(key);
    }

    Event.@Nullable Scored scored(String key) {
        return scores.get(key);
    }

    @Nullable
    JournalEntry call(String agent, int ordinal) {
        Map<Integer, JournalEntry> made = calls.get(agent);
        return made == null ? null : made.get(ordinal);
    }

    @Nullable
    JournalEntry done(String key) {
        return done.get(key);
    }

    @Nullable
    JournalEntry observed(String agent, int ordinal) {
        return at(observed.get(agent), ordinal);
    }

    @Nullable
    Event note(String agent, int ordinal) {
        return at(notes.get(agent), ordinal);
    }

    private static <T> @Nullable T at(@Nullable List<T> list, int i) {
        return list != null && i < list.size() ? list.get(i) : null;
    }

    Event.@Nullable Suspended suspended(String slot) {
        return suspended.get(slot);
    }

    Event.@Nullable Approved approved(String id) {
        return approved.get(id);
    }

    /** The blob of the answer, if the run has come to its end. */
    @Nullable
    String answer() {
        return answer;
    }
}
