package org.menura.conference.office;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.menura.agent.mind.Ask;

/** Puts decisions before the mind, and what it chooses before a gate; what a gate refuses is asked again without it. */
final class Decider {
    private static final int QUOTE_TOKENS = 40;

    private final Desk desk;
    private final Tally tally;

    /** Says what is wrong with a choice; an empty text if nothing is. */
    interface Gate {
        String fault(String choice) throws IOException, InterruptedException;
    }

    Decider(Desk desk, Tally tally) {
        this.desk = desk;
        this.tally = tally;
    }

    /**
     * Chooses among options.
     *
     * @param kind of the decision, such as {@code mail.intent}
     * @param subject id that it is about
     * @param context what the mind is told
     */
    String choose(String role, String kind, String subject, String context, List<String> options, Gate gate)
            throws IOException, InterruptedException {
        List<String> left = new ArrayList<>(options);
        String refused = "";
        while (!left.isEmpty()) {
            boolean rule = left.size() == 1;
            String choice = rule
                    ? left.getFirst()
                    : desk.think(
                            role,
                            new Decision(kind, subject, context + refused + "\nOne of: " + String.join("; ", left))
                                    .prompt(role),
                            new Ask.Choice(left),
                            1);
            String fault = gate.fault(choice);
            if (fault.isEmpty()) {
                if (rule) {
                    tally.rule();
                } else {
                    tally.model(kind);
                }
                return choice;
            }
            if (!rule) {
                tally.caught(kind);
            }
            refused = "\nNot " + choice + ": " + fault;
            left.remove(choice);
        }
        throw new NoChoiceException("no choice is left for %s %s: %s".formatted(kind, subject, refused.strip()));
    }

    /** Chooses a quote of a document, and widens it to whole sentences, so that nothing is cut out of its context. */
    String quote(String role, String kind, String subject, String context, String document)
            throws InterruptedException {
        String quote = desk.think(
                role,
                new Decision(kind, subject, context).prompt(role),
                new Ask.Quote(List.of(document), QUOTE_TOKENS),
                1);
        tally.model(kind);
        return sentence(document, quote.strip());
    }

    /** The first sentence that a quote touches. */
    static String sentence(String document, String quote) {
        int at = Math.max(0, document.indexOf(quote));
        int start = 0;
        for (int end = document.indexOf(". "); end >= 0; end = document.indexOf(". ", start)) {
            if (end + 1 > at) {
                return document.substring(start, end + 1);
            }
            start = end + 2;
        }
        return document.substring(start);
    }
}
