package org.menura.conference.mind;

import java.util.List;
import java.util.Random;
import org.menura.agent.mind.Ask;
import org.menura.conference.office.Decision;

/** A mind that draws each answer uniformly from the form asked for: what the forms and gates reach by themselves. */
public final class RandomMind extends BaselineMind {
    private final long seed;

    /** Creates it. */
    public RandomMind(long seed) {
        super("random");
        this.seed = seed;
    }

    private Random random(Decision d, int size, long of) {
        return new Random(seed * 31 + (d.kind() + d.subject() + size).hashCode() + of);
    }

    @Override
    String choose(Decision d, List<String> options, long of) {
        return options.get(random(d, options.size(), of).nextInt(options.size()));
    }

    @Override
    String quote(Decision d, Ask.Quote ask, long of) {
        Random random = random(d, ask.documents().getFirst().length(), of);
        String document = ask.documents().get(random.nextInt(ask.documents().size()));
        int start = random.nextInt(document.length());
        return document.substring(start, start + 1 + random.nextInt(document.length() - start));
    }
}
