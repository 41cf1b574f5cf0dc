package org.menura.agent.team;

import java.util.Locale;
import java.util.Set;

/**
 * What an agent is for.
 *
 * @param agent its name
 * @param option that it is for
 * @param confidence from 0 to 1
 * @param roots documents and events that it rests on; empty if it rests on nothing but the agent's mind
 */
public record Ballot(String agent, String option, double confidence, Set<String> roots) {
    public Ballot {
        if (!(confidence >= 0 && confidence <= 1)) {
            throw new IllegalArgumentException("confidence must be from 0 to 1, not " + confidence);
        }
        roots = Set.copyOf(roots);
    }

    /** Reads a reply: its last line, in lower case and without punctuation around it, with confidence 1 and no evidence. */
    public static Ballot ofLastLine(String agent, String reply) {
        String line = reply.strip().lines().reduce("", (_, last) -> last);
        String option = line.replaceAll("^[\\p{P}\\s]+|[\\p{P}\\s]+$", "").toLowerCase(Locale.ROOT);
        return new Ballot(agent, option, 1, Set.of());
    }
}
