package org.menura.agent.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.menura.agent.mind.Mind;
import org.menura.agent.mind.MindException;

/**
 * The replay of a run: every turn of its minds is computed again from the prompt, the form and the seed that the journal has, and its
 * token ids are compared. Tools are not called.
 *
 * @param turns how many were computed
 * @param differing what differs, by number of the event
 */
public record Replay(int turns, List<Difference> differing) {
    public Replay {
        differing = List.copyOf(differing);
    }

    /**
     * A turn that came out differently.
     *
     * @param event number of the event of the answer
     * @param agent whose turn it was
     * @param recorded the answer in the journal
     * @param computed the answer now
     * @param at place of the first token that differs; −1 where there are no tokens
     */
    public record Difference(long event, String agent, String recorded, String computed, int at) {}

    /** Returns whether every turn came out alike. */
    public boolean agrees() {
        return differing.isEmpty();
    }

    /**
     * Replays a run.
     *
     * @param minds by the names that the journal has; null for a name whose turns are not computed
     * @param atOnce how many turns are computed at a time
     * @throws org.menura.format.FormatException if the run is damaged
     */
    public static Replay of(Path run, Function<String, @Nullable Mind> minds, int atOnce)
            throws IOException, InterruptedException {
        Blobs blobs = new Blobs(run.resolve("blobs"));
        PromptStore store = new PromptStore(blobs);
        Map<String, Event.Prompted> prompts = new HashMap<>();
        int turns = 0;
        List<Difference> differing = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(atOnce)) {
            List<Future<@Nullable Difference>> computing = new ArrayList<>();
            for (JournalEntry e : Journal.read(run)) {
                check(e.event(), blobs);
                if (e.event() instanceof Event.Prompted p) {
                    prompts.put(p.key(), p);
                } else if (e.event() instanceof Event.Thought t) {
                    Event.Prompted p = prompts.get(t.key());
                    Mind mind = p == null ? null : minds.apply(p.mind());
                    if (p != null && mind == null) {
                        store.prompt(p.prompt(), p.tools());
                        store.ask(p.ask());
                    } else if (p != null && mind != null) {
                        turns++;
                        computing.add(threads.submit(() -> compare(e, p, t, mind, store)));
                    }
                }
            }
            for (Future<@Nullable Difference> one : computing) {
                Difference difference = one.get();
                if (difference != null) {
                    differing.add(difference);
                }
            }
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException r -> throw r;
                case InterruptedException i -> throw i;
                case null, default -> throw new IllegalStateException(e);
            }
        }
        return new Replay(turns, differing);
    }

    /** Refuses a run where what tools, the world or the agent said was changed; what minds were asked is read beside. */
    private static void check(Event event, Blobs blobs) {
        switch (event) {
            case Event.CallDone done -> blobs.bytes(done.result());
            case Event.Observed observed -> blobs.bytes(observed.text());
            case Event.Finished finished -> blobs.bytes(finished.answer());
            default -> {}
        }
    }

    private static @Nullable Difference compare(
            JournalEntry entry, Event.Prompted asked, Event.Thought recorded, Mind mind, PromptStore store)
            throws InterruptedException {
        org.menura.agent.mind.Thought now;
        try {
            now = mind.think(store.prompt(asked.prompt(), asked.tools()), store.ask(asked.ask()), asked.seed());
        } catch (MindException e) {
            return new Difference(
                    entry.n(),
                    entry.agent(),
                    said(recorded.text(), recorded.calls()),
                    String.valueOf(e.getMessage()),
                    -1);
        }
        boolean same = now.text().equals(recorded.text())
                && now.calls().equals(recorded.calls())
                && Arrays.equals(now.ids(), recorded.ids())
                && Arrays.equals(now.logProbs(), recorded.logProbs());
        return same
                ? null
                : new Difference(
                        entry.n(),
                        entry.agent(),
                        said(recorded.text(), recorded.calls()),
                        said(now.text(), now.calls()),
                        Arrays.mismatch(now.ids(), recorded.ids()));
    }

    private static String said(String text, List<?> calls) {
        return calls.isEmpty() ? text : text + calls;
    }
}
