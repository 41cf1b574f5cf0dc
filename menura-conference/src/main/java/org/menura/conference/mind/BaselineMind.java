package org.menura.conference.mind;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.menura.agent.mind.Ask;
import org.menura.agent.mind.Capability;
import org.menura.agent.mind.Mind;
import org.menura.agent.mind.MindException;
import org.menura.agent.mind.Prompt;
import org.menura.agent.mind.Thought;
import org.menura.conference.office.Decision;

/** A mind without a model that takes the decisions of the office. */
abstract class BaselineMind implements Mind {
    private final String name;

    BaselineMind(String name) {
        this.name = name;
    }

    abstract String choose(Decision d, List<String> options, long seed);

    abstract String quote(Decision d, Ask.Quote ask, long seed);

    @Override
    public String name() {
        return name;
    }

    @Override
    public Set<Capability> capabilities() {
        return EnumSet.of(Capability.FORCED, Capability.REPLAY);
    }

    @Override
    public Thought think(Prompt prompt, Ask ask, long seed) {
        Decision asked = Decision.of(prompt);
        if (asked == null) {
            throw new MindException("the mind '%s' takes decisions of the office alone".formatted(name));
        }
        Decision d = new Decision(asked.kind(), asked.subject(), asked.context().replaceFirst("\nOne of: [^\n]*$", ""));
        return switch (ask) {
            case Ask.Choice(List<String> options) -> Thought.of(choose(d, options, seed));
            case Ask.Quote q -> Thought.of(quote(d, q, seed));
            default -> throw new MindException("the mind '%s' chooses and quotes alone".formatted(name));
        };
    }

    static String starting(List<String> options, Predicate<String> right) {
        return options.stream().filter(right).findFirst().orElse(options.getFirst());
    }
}
