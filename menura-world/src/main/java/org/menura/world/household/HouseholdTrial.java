package org.menura.world.household;

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
import org.menura.world.household.engine.Wording;
import org.menura.world.suite.Outcome;
import org.menura.world.suite.Question;
import org.menura.world.suite.Trial;

/** A trial of a household task: each step asks for one of the commands that are possible. */
final class HouseholdTrial implements Trial {
    private static final String SYSTEM =
            "You act in a household. Each turn you are told what you see and answer with one command. %s";

    /** Messages that tell the rules and the task. */
    private static final int BEGINNING = 2;

    private final HouseholdTask task;
    private final Wording wording;
    private final Sight sight;
    private final SuiteOptions options;
    private final Play play;
    private final TriedActions tried = new TriedActions();
    private final List<Message> messages = new ArrayList<>();
    private boolean givenUp;

    /** How an agent perceives the house. */
    interface Sight {
        /** Says in words how to play. */
        String rules();

        /** Returns the message for what a command has brought about, or for the beginning. */
        Message observed(Play play, String text);

        /** Returns the commands that are offered. */
        List<String> offered(Play play);
    }

    /** Begins a trial. */
    HouseholdTrial(HouseholdTask task, Wording wording, Sight sight, SuiteOptions options) {
        this.task = task;
        this.options = options;
        this.wording = wording;
        this.sight = sight;
        this.play = new Play(task);
        messages.add(Message.system(SYSTEM.formatted(sight.rules())));
        messages.add(Message.user(play.intro(wording)));
    }

    @Override
    public Optional<Question> next() {
        if (givenUp || play.solved() || play.steps() >= Household.MAX_STEPS) {
            return Optional.empty();
        }
        return Optional.of(new Question(new Prompt(shown(), List.of()), new Ask.Choice(offered())));
    }

    private List<String> offered() {
        List<String> all = sight.offered(play);
        return options.repeats() ? all : tried.untried(play.house().stateKey(), all);
    }

    /** Returns the beginning and the last turns. */
    private List<Message> shown() {
        int history = options.history();
        if (messages.size() <= BEGINNING + 2 * history) {
            return messages;
        }
        List<Message> shown = new ArrayList<>(messages.subList(0, BEGINNING));
        shown.addAll(messages.subList(messages.size() - 2 * history, messages.size()));
        return shown;
    }

    @Override
    public void answer(Thought answer) {
        String command = answer.text().strip();
        if (command.isEmpty()) {
            givenUp = true;
            return;
        }
        if (!options.repeats()) {
            tried.note(play.house().stateKey(), command);
        }
        messages.add(Message.assistant(command));
        messages.add(sight.observed(play, play.command(command, wording)));
    }

    @Override
    public Thought oracle() {
        return Thought.of(wording.command(play.expert()));
    }

    @Override
    public Outcome outcome() {
        Map<String, Double> metrics = new HashMap<>();
        metrics.put("steps", (double) play.steps());
        if (play.solved()) {
            metrics.put("steps per expert's step", (double) play.steps() / task.expertSteps());
        }
        return new Outcome(play.solved(), play.solved() ? 1 : 0, metrics);
    }
}
