package org.menura.agent.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.agent.act.Effect;
import org.menura.agent.act.FunctionTool;
import org.menura.agent.act.Tool;
import org.menura.agent.act.ToolResult;
import org.menura.agent.memory.Memory;
import org.menura.agent.memory.MemoryStream;
import org.menura.agent.memory.TextAnalysis;
import org.menura.agent.mind.Ask;
import org.menura.agent.mind.Capability;
import org.menura.agent.mind.LocalMind;
import org.menura.agent.mind.Mind;
import org.menura.agent.mind.Prompt;
import org.menura.agent.mind.ScriptedMind;
import org.menura.agent.mind.Thought;
import org.menura.agent.run.Agent;
import org.menura.chat.Message;
import org.menura.generate.Menura;
import org.menura.scripted.Script;

@Tag("slow")
class PlannersTest {
    record Nothing() {}

    private static State state(Mind mind, List<Observation> observations) {
        return new State("the goal", List.of(Message.user("the goal")), List.of(), Map.of(), observations, mind, 7);
    }

    @Test
    void theBestPathOfThoughtsIsActedOn() throws Exception {
        List<String> prompts = Collections.synchronizedList(new ArrayList<>());
        Mind mind = ScriptedMind.of((prompt, ask, seed) -> {
            String last = prompt.messages().getLast().text();
            prompts.add(last);
            return switch (ask) {
                case Ask.Text _
                when last.contains("Write the next step") -> Thought.of(Long.toString(Math.floorMod(seed, 10)));
                case Ask.Text _ -> Thought.of("acted");
                default -> throw new AssertionError(ask);
            };
        });
        TreeSearch.Value digits = TreeSearch.Value.by(
                thoughts -> thoughts.stream().mapToInt(Integer::parseInt).sum());
        Act.Answer one = (Act.Answer) new TreeSearch(3, 4, 2, 8, digits).next(state(mind, List.of()));
        Act.Answer two = (Act.Answer) new TreeSearch(3, 4, 2, 8, digits).next(state(mind, List.of()));
        assertEquals(one, two);
        assertEquals("acted", one.text());
        assertEquals(3, one.reasoning().lines().count());
        Act.Answer narrow = (Act.Answer) new TreeSearch(3, 1, 1, 8, digits).next(state(mind, List.of()));
        assertTrue(sum(one.reasoning()) > sum(narrow.reasoning()), one.reasoning() + " " + narrow.reasoning());
        assertEquals(2 * (4 + 8 + 8 + 1) + 4, prompts.size());
    }

    private static int sum(String lines) {
        return lines.lines().mapToInt(Integer::parseInt).sum();
    }

    /** 8 branches, 3 deep, over a prefix of 1,500 tokens: what they share is computed once. */
    @Test
    void aTreeComputesItsPrefixOnce(@TempDir Path folder) throws Exception {
        Path model = new Script()
                .answer("Go on.", "Think about")
                .answer("Done.", "act on it")
                .writeTo(folder.resolve("model"));
        String common = "You plan a conference. " + "The hall has seats and the rooms have doors. ".repeat(34);
        int[] tokens = new int[2];
        try (LocalMind mind = LocalMind.of(Menura.load(model))) {
            Mind counting = new Mind() {
                @Override
                public String name() {
                    return "counting";
                }

                @Override
                public Set<Capability> capabilities() {
                    return Set.of();
                }

                @Override
                public Thought think(Prompt prompt, Ask ask, long seed) throws InterruptedException {
                    Thought thought = mind.think(prompt, ask, seed);
                    synchronized (tokens) {
                        tokens[0] += thought.promptTokens();
                        tokens[1] += mind.tokens(prompt);
                    }
                    return thought;
                }
            };
            State state = new State(
                    "plan",
                    List.of(Message.system(common), Message.user("Plan.")),
                    List.of(),
                    Map.of(),
                    List.of(),
                    counting,
                    1);
            assertEquals(
                    "Done.", ((Act.Answer) new TreeSearch(3, 8, 1, 8, TreeSearch.Value.by(t -> 0)).next(state)).text());
        }
        assertTrue(tokens[0] * 5 <= tokens[1], "computed %d of %d tokens".formatted(tokens[0], tokens[1]));
    }

    @Test
    void aMindWithoutScoresMarksPaths() throws Exception {
        Mind mind = ScriptedMind.of((prompt, ask, seed) -> switch (ask) {
            case Ask.Choice choice ->
                Thought.of(
                        prompt.messages().getLast().text().contains("good")
                                ? "5"
                                : choice.options().getFirst());
            case Ask.Text _ -> Thought.of(Math.floorMod(seed, 3) == 0 ? "good" : "bad " + seed);
            default -> throw new AssertionError(ask);
        });
        Act.Answer answer =
                (Act.Answer) new TreeSearch(1, 8, 1, 8, TreeSearch.Value.byMind()).next(state(mind, List.of()));
        assertEquals("good", answer.reasoning());
    }

    @Test
    void aFailedAttemptTeachesTheNext() throws Exception {
        List<List<String>> seen = new ArrayList<>();
        Tool look = new FunctionTool<>(
                "look", "Looks.", Effect.PURE, Nothing.class, (_, _) -> "The key lies under the mat.");
        Mind mind = ScriptedMind.of((prompt, ask, _) -> {
            List<String> texts = prompt.messages().stream().map(Message::text).toList();
            return switch (ask) {
                case Ask.Calls _, Ask.Text _ -> {
                    seen.add(texts);
                    boolean taught = texts.getFirst().contains("under the mat");
                    boolean looked = texts.size() > 1;
                    yield taught
                            ? Thought.of("under the mat")
                            : looked ? Thought.of("in the drawer") : ScriptedMind.call("look", Map.of());
                }
                case Ask.Quote quote -> Thought.of(quote.documents().getLast());
                default -> throw new AssertionError(ask);
            };
        });
        try (MemoryStream stream = new MemoryStream(TextAnalysis.ENGLISH)) {
            Lessons lessons = Lessons.in(stream, "run 1", () -> Instant.EPOCH, 3);
            Reflexion.Check check =
                    (_, answer) -> answer.equals("under the mat") ? Optional.empty() : Optional.of("no key there");
            Agent agent = Agent.of(mind, look).withPlanner(() -> new Reflexion(ReAct::new, check, lessons, true, 3));
            assertEquals("under the mat", agent.run("Where is the key?"));
            assertEquals(3, seen.size());
            assertEquals(
                    List.of("Where is the key?\n\nLessons from earlier attempts:\n- The key lies under the mat."),
                    seen.getLast());
            Memory lesson = stream.holding().getFirst();
            assertEquals(Memory.Kind.LESSON, lesson.kind());
            assertEquals("run 1", lesson.source().thread());
            // Another run begins with what this one learned.
            assertEquals("under the mat", agent.run("Where is the key?"));
            assertEquals(4, seen.size());
        }
    }

    @Test
    void theLastAttemptStandsAsItIs() throws Exception {
        Mind mind = ScriptedMind.of((_, ask, _) -> Thought.of("wrong"));
        Reflexion planner = new Reflexion(ReAct::new, (_, _) -> Optional.of("it is wrong"), Lessons.ofRun(), false, 3);
        assertEquals("wrong", ((Act.Answer) planner.next(state(mind, List.of()))).text());
    }

    private static final List<Operator> HOUSE = List.of(
            Operator.of("take key", Set.of("at desk"), Set.of("has key")),
            Operator.of("go to desk", Set.of(), Set.of("at desk")).removing(Set.of("at door")),
            Operator.of("go to door", Set.of(), Set.of("at door")).removing(Set.of("at desk")),
            Operator.of("unlock", Set.of("at door", "has key"), Set.of("open")),
            Operator.of("break down", Set.of("at door"), Set.of("open")).costing(10));

    @Test
    void theCheapestWayIsFound() {
        assertEquals(
                List.of("go to desk", "take key", "go to door", "unlock"),
                new GoalSearch(HOUSE)
                        .plan(Set.of("at door"), Set.of("open")).orElseThrow().stream()
                                .map(Operator::name)
                                .toList());
        assertEquals(
                List.of(),
                new GoalSearch(HOUSE).plan(Set.of("open"), Set.of("open")).orElseThrow());
        assertTrue(new GoalSearch(HOUSE).plan(Set.of(), Set.of("rich")).isEmpty());
    }

    /** A* costs what an exhaustive search costs. */
    @Test
    void noWayIsCheaper() {
        Random random = new Random(3);
        int found = 0;
        for (int round = 0; round < 300; round++) {
            List<Operator> operators = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                operators.add(Operator.of("o" + i, some(random, 2), some(random, 2))
                        .removing(some(random, 1))
                        .unless(random.nextInt(4) == 0 ? some(random, 1) : Set.of())
                        .costing(1 + random.nextInt(5)));
            }
            Set<String> facts = some(random, 2);
            Set<String> goal = some(random, 3);
            double cheapest = exhaustive(operators, facts, goal);
            Optional<List<Operator>> plan = new GoalSearch(operators).plan(facts, goal);
            assertEquals(cheapest < Double.POSITIVE_INFINITY, plan.isPresent());
            if (plan.isPresent()) {
                found++;
                assertEquals(
                        cheapest,
                        plan.get().stream().mapToDouble(Operator::cost).sum());
            }
        }
        assertTrue(found > 50, "only " + found);
    }

    private static Set<String> some(Random random, int most) {
        Set<String> out = new java.util.TreeSet<>();
        for (int i = 0; i < most; i++) {
            out.add("f" + random.nextInt(6));
        }
        return out;
    }

    /** Bellman-Ford over all sets of facts that can be reached. */
    private static double exhaustive(List<Operator> operators, Set<String> facts, Set<String> goal) {
        Map<Set<String>, Double> cost = new java.util.HashMap<>(Map.of(new java.util.TreeSet<>(facts), 0.0));
        boolean changed = true;
        while (changed) {
            changed = false;
            for (Map.Entry<Set<String>, Double> entry : List.copyOf(cost.entrySet())) {
                for (Operator operator : operators) {
                    if (operator.applicable(entry.getKey())) {
                        Set<String> next = operator.applied(entry.getKey());
                        double now = entry.getValue() + operator.cost();
                        if (now < cost.getOrDefault(next, Double.POSITIVE_INFINITY)) {
                            cost.put(next, now);
                            changed = true;
                        }
                    }
                }
            }
        }
        return cost.entrySet().stream()
                .filter(e -> e.getKey().containsAll(goal))
                .mapToDouble(Map.Entry::getValue)
                .min()
                .orElse(Double.POSITIVE_INFINITY);
    }

    @Test
    void aFailedActionIsPlannedAround() throws Exception {
        List<String> done = new ArrayList<>();
        Tool door = new FunctionTool<>("door", "Moves.", Effect.IDEMPOTENT, Move.class, (m, _) -> {
            done.add(m.what());
            return m.what().equals("unlock") ? ToolResult.error("the key does not fit") : "done";
        });
        List<Operator> moves = HOUSE.stream()
                .map(o -> new Operator(
                        o.name(),
                        "door",
                        Map.of("what", o.name()),
                        o.needs(),
                        o.forbids(),
                        o.adds(),
                        o.removes(),
                        o.cost()))
                .toList();
        Mind none = ScriptedMind.of((_, ask, _) -> {
            throw new AssertionError("no mind is needed");
        });
        Agent agent = Agent.of(none, door)
                .withPlanner(() ->
                        new Goals(moves, Set.of(), Set.of("open"), Goals.Choosing.CHEAPEST, Goals.Sensor.trusting()));
        assertEquals("Done: open", agent.run("Open the door."));
        assertEquals(List.of("go to desk", "take key", "go to door", "unlock", "break down"), done);
    }

    record Move(String what) {}

    @Test
    void aMindChoosesOnlyAmongActionsThatLeadToTheGoal() throws Exception {
        List<List<String>> offered = new ArrayList<>();
        Mind mind = ScriptedMind.of((_, ask, _) -> switch (ask) {
            case Ask.Choice choice -> {
                offered.add(choice.options());
                yield Thought.of(choice.options().getLast());
            }
            case Ask.Text _ -> Thought.of("opened");
            default -> throw new AssertionError(ask);
        });
        Tool door = new FunctionTool<>("door", "Moves.", Effect.IDEMPOTENT, Move.class, (m, _) -> "done " + m.what());
        List<Operator> moves = new ArrayList<>(HOUSE.stream()
                .map(o -> o.calling(Map.of("what", o.name())))
                .map(o -> new Operator(
                        o.name(), "door", o.arguments(), o.needs(), o.forbids(), o.adds(), o.removes(), o.cost()))
                .toList());
        moves.add(new Operator(
                "burn all",
                "door",
                Map.of("what", "burn"),
                Set.of(),
                Set.of("ash"),
                Set.of("ash"),
                Set.of("at door", "at desk"),
                1));
        Goals planner =
                new Goals(moves, Set.of("at door"), Set.of("open"), Goals.Choosing.MIND, Goals.Sensor.trusting());
        State first = new State(
                "open", List.of(Message.user("open")), List.of(door.definition()), Map.of(), List.of(), mind, 1);
        Act.Call call = assertInstanceOf(Act.Call.class, planner.next(first));
        assertEquals(List.of("go to desk", "break down", "burn all"), offered.getFirst());
        assertEquals(Map.of("what", "burn"), call.calls().getFirst().arguments());
        assertEquals(Set.of("at door"), planner.facts());
        var next = planner.next(first.withObservations(
                List.of(new Observation.Called(call.calls().getFirst(), ToolResult.of("done")))));
        assertInstanceOf(Act.Call.class, next);
        assertEquals(Set.of("ash"), planner.facts());
        Goals stuck = new Goals(moves, Set.of(), Set.of("rich"), Goals.Choosing.MIND, Goals.Sensor.trusting());
        assertInstanceOf(Act.Suspend.class, stuck.next(first));
    }
}
