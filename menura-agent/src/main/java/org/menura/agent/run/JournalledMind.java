package org.menura.agent.run;

import java.util.List;
import org.menura.agent.mind.Ask;
import org.menura.agent.mind.DelegatingMind;
import org.menura.agent.mind.Mind;
import org.menura.agent.mind.Prompt;
import org.menura.agent.mind.Thought;

/**
 * A mind whose answers are kept in the journal of a run. What is asked again, with the same seed, is answered from there, in whatever
 * order; so branches may be thought about by several threads.
 */
final class JournalledMind extends DelegatingMind {
    private final AgentRun run;
    private final Lane lane;

    JournalledMind(AgentRun run, Lane lane, Mind mind) {
        super(mind);
        this.run = run;
        this.lane = lane;
    }

    @Override
    public Thought think(Prompt prompt, Ask asked, long seed) throws InterruptedException {
        Ask ask = lane.withoutRepeats(asked);
        PromptStore store = run.prompts();
        String messages = store.messages(prompt.messages());
        String tools = store.tools(prompt.tools());
        String form = store.ask(ask);
        String key = Keys.of("thought", lane.name(), mind.name(), messages, tools, form, Long.toString(seed));
        JournalEntry known = run.history().thought(key);
        if (known != null && known.event() instanceof Event.Thought t) {
            run.spend(1, t.promptTokens() + t.answerTokens(), 0);
            return new Thought(
                    t.text(), t.reasoning(), t.calls(), t.ids(), t.logProbs(), t.promptTokens(), t.answerTokens());
        }
        return turn(() -> {
            long drawn = Keys.number(key, Long.toString(run.history().seed()));
            run.append(lane.name(), new Event.Prompted(key, mind.name(), messages, tools, form, drawn), false);
            Thought t = mind.think(prompt, ask, drawn);
            run.append(
                    lane.name(),
                    new Event.Thought(
                            key,
                            t.text(),
                            t.reasoning(),
                            t.calls(),
                            t.ids(),
                            t.logProbs(),
                            t.promptTokens(),
                            t.answerTokens()),
                    false);
            run.spend(0, t.promptTokens() + t.answerTokens(), 0);
            return t;
        });
    }

    @Override
    public List<Double> score(Prompt prompt, List<String> answers) throws InterruptedException {
        PromptStore store = run.prompts();
        String key = Keys.of(
                "scores",
                lane.name(),
                mind.name(),
                store.messages(prompt.messages()),
                store.tools(prompt.tools()),
                store.ask(new Ask.Choice(answers)));
        Event.Scored known = run.history().scored(key);
        if (known != null) {
            run.spend(1, 0, 0);
            return known.scores();
        }
        return turn(() -> {
            List<Double> scores = mind.score(prompt, answers);
            run.append(lane.name(), new Event.Scored(key, mind.name(), scores), false);
            return scores;
        });
    }

    /** Takes a turn before it is thought, so that several at once don't exceed the budget; gives it back if nothing came of it. */
    private <T> T turn(Turn<T> turn) throws InterruptedException {
        run.takeTurn();
        try {
            return turn.think();
        } catch (RuntimeException | InterruptedException e) {
            run.spend(-1, 0, 0);
            throw e;
        }
    }

    private interface Turn<T> {
        T think() throws InterruptedException;
    }

    /** Leaves the mind below open, as it is its owner's. */
    @Override
    public void close() {}
}
