package org.menura.world.textworld;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.menura.agent.mind.Ask;
import org.menura.agent.mind.Prompt;
import org.menura.agent.mind.Thought;
import org.menura.chat.Message;
import org.menura.train.rl.episode.TriedActions;
import org.menura.world.suite.Outcome;
import org.menura.world.suite.Question;
import org.menura.world.suite.Suite;
import org.menura.world.suite.SuiteTask;
import org.menura.world.suite.SuiteValues;
import org.menura.world.suite.Trial;
import org.menura.world.textworld.game.Game;

/**
 * Text adventures: each game is a task, each step asks for one of its admissible commands. A game is passed if it is won
 * within some steps; its score is the share of points. The reference solution is the walkthrough of the game's file.
 */
public final class TextWorldSuite implements Suite {
    /** The steps after which a trial ends, unless another number is given. */
    private static final int MAX_STEPS = 50;

    private static final String RULES = "You play a text adventure. Each message tells you what you see. "
            + "Answer with one command, such as: go north, take key from box, open door. "
            + "Reach the goal that the first message states, in few steps.";

    private static final String STEPS = "steps";
    private static final String REPEATS = "repeats";
    private static final int MOST_STEPS = 1000;

    private final int maxSteps;
    private final boolean repeats;

    /** Creates the suite. */
    public TextWorldSuite() {
        this(MAX_STEPS, true);
    }

    private TextWorldSuite(int maxSteps, boolean repeats) {
        this.maxSteps = maxSteps;
        this.repeats = repeats;
    }

    @Override
    public String name() {
        return "textworld";
    }

    @Override
    public String description() {
        return "Text adventures of TextWorld: share of games won by choosing among admissible commands, at most "
                + maxSteps + " steps each";
    }

    @Override
    public Map<String, String> options() {
        return Map.of(
                STEPS,
                "steps after which a game ends (default: %d)".formatted(MAX_STEPS),
                REPEATS,
                "whether a command is offered again in a state of the game where it was given before: yes or no (default: yes)");
    }

    @Override
    public Suite with(Map<String, String> options) {
        SuiteValues values = new SuiteValues(name(), options).checked(options().keySet());
        return new TextWorldSuite(values.whole(STEPS, maxSteps, 1, MOST_STEPS), values.flag(REPEATS, true));
    }

    @Override
    public boolean reads(Path folder) {
        return new GameFolder(folder).isOne();
    }

    @Override
    public String files() {
        return "games of TextWorld as JSON, in itself or in games/";
    }

    @Override
    public List<? extends SuiteTask> tasks(Path folder) {
        GameFolder games = new GameFolder(folder);
        Map<String, String> kinds = games.kinds();
        return games.files().stream()
                .map(GameFolder::name)
                .map(name -> new Task(name, kinds.getOrDefault(name, ""), games.read(name)))
                .toList();
    }

    private final class Task implements SuiteTask {
        private final String id;
        private final String group;
        private final Game game;

        Task(String id, String group, Game game) {
            this.id = id;
            this.group = group;
            this.game = game;
        }

        @Override
        public String id() {
            return id;
        }

        @Override
        public String group() {
            return group;
        }

        @Override
        public Trial begin(long seed) {
            return new Run(game);
        }
    }

    /** A game that an agent plays. */
    private final class Run implements Trial {
        private final Play play;
        private final Guide guide;
        private final List<Message> messages = new ArrayList<>();
        private final TriedActions tried = new TriedActions();
        private int steps;
        private boolean givenUp;

        Run(Game game) {
            play = new Play(game);
            guide = new Guide(game);
            messages.add(Message.system(RULES));
            messages.add(Message.user(Observation.of(play.view().feedback())));
        }

        @Override
        public Optional<Question> next() {
            if (givenUp || play.view().done() || steps >= maxSteps) {
                return Optional.empty();
            }
            return Optional.of(new Question(new Prompt(messages, List.of()), new Ask.Choice(offered())));
        }

        private List<String> offered() {
            List<String> all = play.view().admissible();
            return repeats ? all : tried.untried(play.stateKey(), all);
        }

        @Override
        public void answer(Thought answer) {
            String command = answer.text().strip();
            if (command.isEmpty()) {
                givenUp = true;
                return;
            }
            steps++;
            if (!repeats) {
                tried.note(play.stateKey(), command);
            }
            Play.View view = play.step(command);
            guide.done(command);
            messages.add(Message.assistant(command));
            messages.add(Message.user(Observation.of(view.feedback())));
        }

        @Override
        public Thought oracle() {
            return Thought.of(guide.next(play.view().admissible()));
        }

        @Override
        public Outcome outcome() {
            Play.View view = play.view();
            double highest = Math.max(1, play.game().maxScore());
            Map<String, Double> metrics = new HashMap<>();
            metrics.put("moves", (double) view.moves());
            metrics.put("steps", (double) steps);
            metrics.put("lost", view.done() && !view.won() ? 1.0 : 0.0);
            return new Outcome(view.won(), view.won() ? 1 : Math.clamp(view.score() / highest, 0, 1), metrics);
        }
    }
}
