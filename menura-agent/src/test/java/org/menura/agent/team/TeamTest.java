package org.menura.agent.team;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.agent.act.Approval;
import org.menura.agent.act.Budget;
import org.menura.agent.act.Effect;
import org.menura.agent.act.FunctionTool;
import org.menura.agent.act.Policy;
import org.menura.agent.act.Tool;
import org.menura.agent.mind.Ask;
import org.menura.agent.mind.DelegatingMind;
import org.menura.agent.mind.LocalMind;
import org.menura.agent.mind.Mind;
import org.menura.agent.mind.Prompt;
import org.menura.agent.mind.ScriptedMind;
import org.menura.agent.mind.Thought;
import org.menura.agent.plan.Planner;
import org.menura.agent.profile.Profile;
import org.menura.agent.run.Agent;
import org.menura.agent.run.AgentApplication;
import org.menura.agent.run.Event;
import org.menura.agent.run.RunOutcome;
import org.menura.chat.Message;
import org.menura.chat.Role;
import org.menura.format.FormatException;
import org.menura.generate.Menura;
import org.menura.scripted.Script;

@Tag("slow")
class TeamTest {
    private static Agent agent(String name, Mind mind) {
        return Agent.of(mind).withProfile(Profile.of(name).withRole("the " + name));
    }

    private static Agent saying(String name, String text) {
        return agent(name, ScriptedMind.of((_, _, _) -> Thought.of(text)));
    }

    private static Agent lead(Mind mind, Supplier<Planner> planner, Agent... team) {
        Agent out = agent("lead", mind).withPlanner(planner);
        for (Agent one : team) {
            out = out.withAgent(one);
        }
        return out;
    }

    @Test
    void aSupervisorChoosesAmongNames() throws Exception {
        List<List<String>> offered = new ArrayList<>();
        List<String> choices = new ArrayList<>(List.of("researcher", "writer", "answer"));
        Mind mind = ScriptedMind.of((prompt, ask, _) -> switch (ask) {
            case Ask.Choice choice -> {
                offered.add(choice.options());
                yield Thought.of(choices.removeFirst());
            }
            default -> Thought.of(prompt.messages().getLast().text().startsWith("Write") ? "do it" : "all done");
        });
        Agent lead = lead(mind, Supervisor::new, saying("researcher", "42"), saying("writer", "It is 42."));
        assertEquals("all done", lead.run("What is the answer?"));
        assertEquals(List.of("researcher", "writer", "answer"), offered.getFirst());
        assertTrue(choices.isEmpty());
    }

    /** autogen#108: agents that thank each other for ever. */
    @Test
    void whoSaysTheSameAgainIsNotAskedAgain() throws Exception {
        List<Integer> offered = new ArrayList<>();
        Mind mind = ScriptedMind.of((_, ask, _) -> {
            if (ask instanceof Ask.Choice choice) {
                offered.add(choice.options().size());
                return Thought.of(choice.options().getFirst());
            }
            return Thought.of("please go on");
        });
        Agent lead = lead(mind, Supervisor::new, saying("first", "thank you"), saying("second", "you are welcome"));
        assertEquals("please go on", lead.run("Talk."));
        assertEquals(List.of(3, 3, 2, 3, 2), offered);
    }

    @Test
    void aWorkflowNeedsNoMind() throws Exception {
        Mind none = ScriptedMind.of((_, _, _) -> null);
        List<String> tasks = Collections.synchronizedList(new ArrayList<>());
        Agent writer = agent("writer", ScriptedMind.of((prompt, _, _) -> {
            tasks.add(prompt.messages().getLast().text());
            return Thought.of("written");
        }));
        Agent lead = lead(
                none,
                () -> Workflow.of(List.of(
                        List.of(Workflow.task("a", "{goal}"), Workflow.task("b", "{goal}")),
                        List.of(Workflow.task("writer", "Join {a} and {b} for {goal}, {not} {\"x\": \"{a}\"}")))),
                saying("a", "one {b}"),
                saying("b", "two"),
                writer);
        assertEquals("written", lead.run("all"));
        assertEquals(List.of("Join one {b} and two for all, {not} {\"x\": \"one {b}\"}"), tasks);
    }

    @Test
    void aDebateEndsWhenAllAgreeOrByVote() throws Exception {
        List<String> asked = Collections.synchronizedList(new ArrayList<>());
        Agent sure = agent("sure", ScriptedMind.of((prompt, _, _) -> {
            asked.add(prompt.messages().getLast().text());
            return Thought.of("I know:\nParis.");
        }));
        Agent turning = agent(
                "turning",
                ScriptedMind.of((prompt, _, _) ->
                        Thought.of(prompt.messages().getLast().text().contains("Paris") ? "Then\nparis" : "Lyon")));
        Mind none = ScriptedMind.of((_, _, _) -> null);
        assertEquals("paris", lead(none, () -> new Debate(4), sure, turning).run("Capital of France?"));
        assertEquals(2, asked.size());
        assertTrue(asked.getLast().contains("turning: Lyon") && asked.getLast().contains("You said: I know:"));
        Agent stubborn = saying("stubborn", "Lyon");
        assertEquals(
                "lyon",
                lead(none, () -> new Debate(2), stubborn, sure, saying("third", "Lyon"))
                        .run("Capital?"));
    }

    @Test
    void votesCountIndependentEvidence() {
        Vote relayed = Vote.of(List.of(
                new Ballot("a", "false", 0.9, Set.of("blog")),
                new Ballot("b", "false", 0.9, Set.of("blog")),
                new Ballot("c", "false", 0.8, Set.of("blog")),
                new Ballot("d", "true", 0.7, Set.of("law")),
                new Ballot("e", "true", 0.7, Set.of("report"))));
        assertEquals("true", relayed.winner());
        assertEquals(Map.of("false", 0.9, "true", 1.4), relayed.weights());
        // A document that rests on both makes them one.
        Vote joined = Vote.of(List.of(
                new Ballot("d", "true", 0.7, Set.of("law")),
                new Ballot("e", "true", 0.7, Set.of("report")),
                new Ballot("f", "true", 0.6, Set.of("law", "report")),
                new Ballot("a", "false", 0.9, Set.of("blog"))));
        assertEquals("false", joined.winner());
        Vote heads = Vote.of(List.of(
                new Ballot("a", "x", 1, Set.of()),
                new Ballot("b", "y", 1, Set.of()),
                new Ballot("c", "y", 1, Set.of())));
        assertEquals("y", heads.winner());
        assertThrows(IllegalArgumentException.class, () -> Vote.of(List.of()));
    }

    @Test
    void onlyWhatStandsIsReadAsFact() throws Exception {
        List<Event> events = new ArrayList<>();
        Blackboard board = new Blackboard(
                draft -> draft.text().contains("flat")
                        ? new Blackboard.Ruling(Blackboard.Standing.REFUTED, 0.01, "doc2 says otherwise")
                        : draft.evidence().isEmpty()
                                ? new Blackboard.Ruling(Blackboard.Standing.UNCERTAIN, 0.5, "no evidence")
                                : new Blackboard.Ruling(Blackboard.Standing.SUPPORTED, 0.95, ""),
                events::add);
        assertEquals("The board is empty.", board.read());
        Agent poster = Agent.of(
                ScriptedMind.byTurn(
                        ScriptedMind.call(
                                "post_claim", Map.of("claim", "The earth is flat.", "evidence", List.of("doc1"))),
                        ScriptedMind.call("post_claim", Map.of("claim", "It rains.", "evidence", List.of())),
                        ScriptedMind.call(
                                "post_claim", Map.of("claim", "The hall has 300 seats.", "evidence", List.of("doc3"))),
                        Thought.of("posted")),
                board.tools("researcher"));
        poster.run("Post what you know.");
        assertEquals("""
                Facts:
                - [c3] The hall has 300 seats.
                Uncertain, not to be relied on:
                - [c2] It rains. (no evidence)
                Refuted:
                - [c1] a claim of researcher (doc2 says otherwise)""", board.read());
        board.post("other", "It rains.", List.of("doc4"), 0.9);
        assertEquals(Blackboard.Standing.SUPPORTED, board.postings().get(1).standing());
        board.post("other", "It rains.", List.of("doc4"), 0.9);
        assertEquals(8, events.size());
    }

    @Test
    void aTeamsBudgetIsSharedOutAlike(@TempDir Path folder) throws Exception {
        Mind endless = ScriptedMind.of((prompt, _, _) -> ScriptedMind.call("read_board", Map.of()));
        Blackboard board = new Blackboard(d -> new Blackboard.Ruling(Blackboard.Standing.UNCERTAIN, 0.5, ""), _ -> {});
        List<Schedule.Assignment> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            all.add(new Schedule.Assignment(
                    "a" + i, i < 3 ? saying("quick", "done " + i) : Agent.of(endless, board.tools("x")), "work"));
        }
        List<RunOutcome> outcomes =
                new Schedule(new Budget(9, 100_000, Duration.ofMinutes(1), 100)).run(all, folder, 5);
        for (int i = 0; i < 3; i++) {
            assertEquals(
                    "done " + i,
                    assertInstanceOf(RunOutcome.Finished.class, outcomes.get(i)).answer());
        }
        assertTrue(
                assertInstanceOf(RunOutcome.Failed.class, outcomes.get(3))
                        .toString()
                        .contains("budget of 2 turns"),
                outcomes.get(3).toString());
    }

    @Test
    void aFileDescribesATeam(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("finder.yaml"), "name: finder\nrole: finds things\ntools: [calculator]\n");
        Files.writeString(folder.resolve("writer.yaml"), "name: writer\nmemory: {file: memory.jsonl}\n");
        Path file = folder.resolve("team.yaml");
        Files.writeString(file, """
                name: office
                goal: What is the answer?
                agents: [finder.yaml, writer.yaml]
                lead: workflow
                stages:
                  - {finder: "Find: {goal}"}
                  - {writer: "Write it: {finder}"}
                """);
        Mind mind = ScriptedMind.of(
                (prompt, _, _) -> Thought.of("<" + prompt.messages().getLast().text() + ">"));
        TeamApplication application = new TeamApplication();
        assertTrue(application.reads(folder)
                && application.reads(file)
                && !application.reads(folder.resolve("finder.yaml")));
        RunOutcome outcome = application.run(start(file, folder.resolve("run"), mind));
        assertEquals(
                "<Write it: <Find: What is the answer?>>",
                assertInstanceOf(RunOutcome.Finished.class, outcome).answer());
        Files.writeString(file, "agents: [finder.yaml, writer.yaml]\nlead: debate\nrounds: 2\ngoal: x\n");
        Mind agreeing = ScriptedMind.of((_, _, _) -> Thought.of("yes"));
        assertEquals(
                "yes",
                assertInstanceOf(
                                RunOutcome.Finished.class,
                                application.run(start(file, folder.resolve("run2"), agreeing)))
                        .answer());
        for (String wrong : List.of(
                "agents: []\n",
                "agents: [finder.yaml]\nlead: nobody\n",
                "agents: [finder.yaml]\nlead: workflow\n",
                "agents: [finder.yaml]\nlead: workflow\ngoal: x\nstages: [{other: x}]\n",
                "agents: [finder.yaml, writer.yaml]\nlead: workflow\ngoal: x\nstages: [{finder: 'See {writer}'}, {writer: x}]\n",
                "agents: [finder.yaml, finder.yaml]\ngoal: x\n",
                "agents: [finder.yaml]\nrounds: -1\n",
                "agents: [finder.yaml]\ngoal: x\nbudget: {turns: few}\n",
                "agents: [finder.yaml]\nleed: x\n")) {
            Files.writeString(file, wrong);
            FormatException e = assertThrows(
                    FormatException.class, () -> application.run(start(file, folder.resolve("run3"), agreeing)), wrong);
            assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
        }
    }

    @Test
    void aTeamHasABudgetAndItsRunKeepsToItsProfiles(@TempDir Path folder) throws Exception {
        Path finder = Files.writeString(folder.resolve("finder.yaml"), "name: finder\n");
        Files.writeString(folder.resolve("writer.yaml"), "name: writer\n");
        Path file = Files.writeString(folder.resolve("office.yaml"), """
                goal: What is the answer?
                agents: [finder.yaml, writer.yaml]
                lead: workflow
                budget: {turns: 1}
                stages:
                  - {finder: "Find: {goal}"}
                  - {writer: "Write it: {finder}"}
                """);
        TeamApplication application = new TeamApplication();
        assertTrue(application.reads(file) && !application.reads(finder));
        Mind mind = ScriptedMind.of((_, _, _) -> Thought.of("yes"));
        Path run = folder.resolve("run");
        String failed = assertInstanceOf(RunOutcome.Failed.class, application.run(start(file, run, mind)))
                .toString();
        assertTrue(failed.contains("budget of 1 turn"), failed);
        Files.writeString(finder, "name: finder\nrole: a liar\n");
        FormatException e = assertThrows(FormatException.class, () -> application.run(start(file, run, mind)));
        assertTrue(e.getMessage().contains("another profile finder.yaml"), e.getMessage());
    }

    @Test
    void membersOfOneFileNameAreToldApart(@TempDir Path folder) throws Exception {
        for (String name : List.of("a", "b")) {
            Files.createDirectories(folder.resolve(name));
            Files.writeString(folder.resolve(name).resolve("agent.yaml"), "name: " + name + "\n");
        }
        Path file = Files.writeString(
                folder.resolve("team.yaml"), "agents: [a/agent.yaml, b/agent.yaml]\ngoal: x\nbudget: {turns: 1}\n");
        Mind mind = ScriptedMind.of((_, _, _) -> Thought.of("a"));
        Path run = folder.resolve("run");
        new TeamApplication().run(start(file, run, mind));
        Files.writeString(folder.resolve("a/agent.yaml"), "name: a\nrole: a liar\n");
        FormatException e =
                assertThrows(FormatException.class, () -> new TeamApplication().run(start(file, run, mind)));
        assertTrue(e.getMessage().contains("another profile a"), e.getMessage());
    }

    @Test
    void agentsAtOnceKeepToTheBudget(@TempDir Path folder) throws Exception {
        AtomicInteger thoughts = new AtomicInteger();
        CountDownLatch both = new CountDownLatch(2);
        Mind slow = ScriptedMind.of((_, _, _) -> {
            thoughts.incrementAndGet();
            both.countDown();
            try {
                var _ = both.await(200, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return Thought.of("done");
        });
        Agent lead = lead(
                        slow,
                        () -> Workflow.of(List.of(List.of(Workflow.task("a", "x"), Workflow.task("b", "y")))),
                        agent("a", slow),
                        agent("b", slow))
                .withPolicy(Policy.STANDARD.withBudget(new Budget(1, 1000, Duration.ofMinutes(1), 1)));
        assertInstanceOf(RunOutcome.Failed.class, lead.run("z", folder.resolve("run"), 1));
        assertEquals(1, thoughts.get());
    }

    @Test
    void agentsAtOnceKeepToTheBudgetOfEffects(@TempDir Path folder) throws Exception {
        AtomicInteger made = new AtomicInteger();
        CountDownLatch both = new CountDownLatch(2);
        Tool slow = new FunctionTool<>("ring", "Rings.", Effect.ONCE, Nothing.class, (_, _) -> {
            made.incrementAndGet();
            both.countDown();
            var _ = both.await(200, TimeUnit.MILLISECONDS);
            return "rang";
        });
        Mind ringing = ScriptedMind.of(
                (prompt, _, _) -> prompt.messages().getLast().role().equals(Role.TOOL)
                        ? Thought.of("done")
                        : ScriptedMind.call("ring", Map.of()));
        Agent lead = lead(
                        ringing,
                        () -> Workflow.of(List.of(List.of(Workflow.task("a", "x"), Workflow.task("b", "y")))),
                        Agent.of(ringing, slow).withProfile(Profile.of("a")),
                        Agent.of(ringing, slow).withProfile(Profile.of("b")))
                .withPolicy(Policy.STANDARD.withBudget(new Budget(20, 1000, Duration.ofMinutes(1), 1)));
        assertInstanceOf(RunOutcome.Finished.class, lead.run("z", folder.resolve("run"), 1));
        assertEquals(1, made.get());
    }

    record Nothing() {}

    private static AgentApplication.Start start(Path file, Path run, Mind mind) {
        return new AgentApplication.Start(file, run, null, mind, () -> mind, 1, Approval.later(), false, _ -> {});
    }

    /** 16 agents whose prompts begin with the same 1,500 tokens: what they share is computed once. */
    @Test
    void sixteenAgentsComputeTheirCommonPrefixOnce(@TempDir Path folder) throws Exception {
        String common = "You plan a conference. " + "The hall has seats and the rooms have doors. ".repeat(34);
        Path model = new Script().answer("Done.", "Task").writeTo(folder.resolve("model"));
        try (LocalMind mind = LocalMind.of(Menura.load(model))) {
            int alone = mind.think(Prompt.of(Message.system(common), Message.user("Task 99.")), new Ask.Text(8), 1)
                    .promptTokens();
            assertTrue(alone >= 1500, alone + " tokens");
        }
        try (LocalMind mind = LocalMind.of(Menura.load(model))) {
            int[] computed = new int[1];
            int[] one = new int[1];
            Mind counting = new Counting(mind, computed, one);
            List<Schedule.Assignment> all = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                Agent agent =
                        Agent.of(counting).withProfile(Profile.of("agent" + i).withInstructions(common));
                all.add(new Schedule.Assignment("run" + i, agent, "Task %02d.".formatted(i)));
            }
            List<RunOutcome> outcomes = Schedule.unlimited().run(all, folder.resolve("runs"), 1);
            assertEquals(
                    16,
                    outcomes.stream()
                            .filter(RunOutcome.Finished.class::isInstance)
                            .count());
            assertTrue(computed[0] < 1.2 * one[0], "computed %d tokens, one has %d".formatted(computed[0], one[0]));
        }
    }

    /** Counts the tokens of prompts that had to be computed, and the largest of one prompt. */
    private static final class Counting extends DelegatingMind {
        private final int[] computed;
        private final int[] most;

        Counting(Mind mind, int[] computed, int[] most) {
            super(mind);
            this.computed = computed;
            this.most = most;
        }

        @Override
        public Thought think(Prompt prompt, Ask ask, long seed) throws InterruptedException {
            Thought thought = mind.think(prompt, ask, seed);
            synchronized (computed) {
                computed[0] += thought.promptTokens();
                most[0] = Math.max(most[0], thought.promptTokens());
            }
            return thought;
        }
    }
}
