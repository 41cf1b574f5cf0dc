package org.menura.agent.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.menura.agent.act.Approval;
import org.menura.agent.act.Budget;
import org.menura.agent.act.Policy;
import org.menura.agent.act.TaintTracker;
import org.menura.format.FormatException;

/**
 * A durable run: a folder that holds all that happened. The program of a run is plain Java that asks minds, tools, clock and chance
 * through the {@link Lane}s of the run. Opening a run that was begun before and executing the same program again is how it is resumed:
 * what the journal knows is answered from there, and the first thing that it does not know is done.
 *
 * <pre>{@code
 * try (AgentRun run = AgentRun.open(Path.of("runs/graz"), RunInfo.of("Find a room", 1), Policy.STANDARD, Approval.later())) {
 *     Lane lane = run.lane("clerk");
 *     Thought thought = lane.mind(mind).think(prompt, ask, 1);
 *     ToolResult result = lane.call(tools, thought.calls().getFirst());
 *     run.finish(result.text());
 * }
 * }</pre>
 *
 * <p>Thread-safe; a lane belongs to one thread at a time.
 */
public final class AgentRun implements AutoCloseable {
    private static final String OUT = "out";

    private final Path folder;
    private final RunInfo info;
    private final RunLock lock;
    private final Journal journal;
    private final RunHistory history;
    private final Blobs blobs;
    private final PromptStore prompts;
    private final Policy policy;
    private final Approval approval;
    private final Clock clock;
    private final TaintTracker taints = new TaintTracker();
    private final Map<String, Lane> lanes = new ConcurrentHashMap<>();
    private final Object judging = new Object();
    private final Instant begun;
    private final Duration before;
    private int turns;
    private long tokens;
    private int effects;

    private AgentRun(
            Path folder,
            RunInfo info,
            RunLock lock,
            Journal journal,
            RunHistory history,
            Policy policy,
            Approval approval,
            Clock clock) {
        this.folder = folder;
        this.info = info;
        this.lock = lock;
        this.journal = journal;
        this.history = history;
        this.blobs = new Blobs(folder.resolve("blobs"));
        this.prompts = new PromptStore(blobs);
        this.policy = policy;
        this.approval = approval;
        this.clock = clock;
        this.begun = clock.instant();
        this.before = worked(history.entries());
    }

    /** Begins a run, or resumes it if the folder holds one; see {@link #open(Path, RunInfo, Policy, Approval, Clock, String)}. */
    public static AgentRun open(Path folder, RunInfo info, Policy policy, Approval approval) throws IOException {
        return open(folder, info, policy, approval, Clock.systemUTC(), "none");
    }

    /**
     * Begins a run, or resumes it if the folder holds one.
     *
     * @param info of a run that begins; one that is resumed keeps its own, and must rest on the same hashes
     * @param clock which the journal is dated by, and tools through it
     * @param sandbox how programs are held, for the journal
     * @throws FormatException if the folder is in use, its journal is damaged, or the run was begun with something else
     */
    public static AgentRun open(
            Path folder, RunInfo info, Policy policy, Approval approval, Clock clock, String sandbox)
            throws IOException {
        Files.createDirectories(folder);
        RunLock lock = RunLock.take(folder);
        try {
            if (!RunInfo.isRun(folder)) {
                if (Files.exists(folder.resolve(Journal.NAME))) {
                    throw new FormatException(
                            "%s has a journal, but no %s: restore it from a copy".formatted(folder, RunInfo.NAME));
                }
                info.write(folder);
            }
            RunInfo kept = RunInfo.read(folder);
            checkSame(folder, kept, info);
            Journal.Content content = Journal.content(folder);
            Files.createDirectories(folder.resolve(OUT));
            AgentRun run = new AgentRun(
                    folder,
                    kept,
                    lock,
                    Journal.open(folder, content),
                    new RunHistory(content.entries(), kept.seed()),
                    policy,
                    approval,
                    clock);
            if (run.history.answer() == null) {
                run.append("", new Event.Opened(ProcessHandle.current().pid(), sandbox), false);
            }
            return run;
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static void checkSame(Path folder, RunInfo kept, RunInfo given) {
        given.hashes().forEach((name, hash) -> {
            String before = kept.hashes().get(name);
            if (before != null && !before.equals(hash)) {
                throw new FormatException(
                        "%s was begun with another %s; resume it with that, or begin a run in another folder"
                                .formatted(folder, name));
            }
        });
    }

    /** How long processes have worked on the run before this one. */
    private static Duration worked(List<JournalEntry> entries) {
        Duration sum = Duration.ZERO;
        Instant from = null;
        Instant last = null;
        for (JournalEntry e : entries) {
            if (e.event() instanceof Event.Opened) {
                sum = from == null ? sum : sum.plus(Duration.between(from, last));
                from = e.time();
            }
            last = e.time();
        }
        return from == null ? sum : sum.plus(Duration.between(from, last));
    }

    /** Returns the description of the run. */
    public RunInfo info() {
        return info;
    }

    /** Returns the folder of the run. */
    public Path folder() {
        return folder;
    }

    /** Returns the folder that the run's tools write into. */
    public Path out() {
        return folder.resolve(OUT);
    }

    /** Returns the contents that events name by hash. */
    public Blobs blobs() {
        return blobs;
    }

    /** Returns the lane of an agent: its thoughts and acts, one after another. */
    public Lane lane(String agent) {
        return lanes.computeIfAbsent(agent, name -> new Lane(this, name));
    }

    /** Returns the answer, if the run has come to its end. */
    public Optional<String> answer() {
        String answer = history.answer();
        return answer == null ? Optional.empty() : Optional.of(blobs.text(answer));
    }

    /** Says that the run has come to its end. */
    public void finish(String answer) {
        if (history.answer() == null) {
            append("", new Event.Finished(blobs.put(answer)), true);
        }
    }

    /** Says that the run has stopped without a result; resuming it tries again. */
    public void fail(String why) {
        append("", new Event.Failed(why), true);
    }

    /** Returns what has been used of the budget up to where the program is. */
    public synchronized Budget.Spent spent() {
        return new Budget.Spent(turns, tokens, before.plus(Duration.between(begun, clock.instant())), effects);
    }

    synchronized void spend(int moreTurns, long moreTokens, int moreEffects) {
        turns += moreTurns;
        tokens += moreTokens;
        effects += moreEffects;
    }

    /** Counts another turn; throws if nothing is left for it. */
    synchronized void takeTurn() {
        Optional<String> over = policy.budget().exhausted(spent());
        if (over.isPresent()) {
            throw new BudgetExhaustedException(over.get());
        }
        turns++;
    }

    synchronized JournalEntry append(String agent, Event event, boolean force) {
        try {
            if (force) {
                blobs.force();
            }
            return journal.append(agent, clock.instant(), event, force);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asks a person, once for each slot. */
    Approval.Reply ask(String agent, String slot, String question, org.menura.agent.act.@Nullable Proposal call)
            throws InterruptedException {
        Event.Suspended known = history.suspended(slot);
        String id = known == null ? suspend(agent, slot, question) : known.id();
        String text = known == null ? question : known.question();
        Event.Approved before = history.approved(id);
        if (before != null) {
            return new Approval.Reply(before.approved(), before.text());
        }
        Optional<Approval.Reply> reply = approval.ask(new Approval.Request(id, agent, text, call));
        if (reply.isEmpty()) {
            throw new RunSuspendedException(id, text);
        }
        append(agent, new Event.Approved(id, reply.get().approved(), reply.get().text()), true);
        return reply.get();
    }

    private synchronized String suspend(String agent, String slot, String question) {
        String id = Keys.approval(info.id(), agent, journal.next());
        append(agent, new Event.Suspended(id, slot, question), true);
        return id;
    }

    Instant time() {
        return clock.instant();
    }

    RunHistory history() {
        return history;
    }

    PromptStore prompts() {
        return prompts;
    }

    Policy policy() {
        return policy;
    }

    /** Returns what is held while a call is judged and counted. */
    Object judging() {
        return judging;
    }

    TaintTracker taints() {
        return taints;
    }

    @Override
    public void close() throws IOException {
        try (lock) {
            journal.close();
        }
    }
}
