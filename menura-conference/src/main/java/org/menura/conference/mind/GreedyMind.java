package org.menura.conference.mind;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.menura.agent.mind.Ask;
import org.menura.conference.office.Decision;
import org.menura.conference.office.Intent;

/** A mind of simple rules: the cheapest, the first, and what shares the most words. */
public final class GreedyMind extends BaselineMind {
    /** Creates it. */
    public GreedyMind() {
        super("greedy");
    }

    @Override
    String choose(Decision d, List<String> options, long seed) {
        return switch (d.kind()) {
            case "venue", "travel" -> cheapest(options);
            case "mail.intent" -> intent(d.context().toLowerCase(Locale.ROOT), options);
            case "mail.document", "mail.query", "claim.document" -> nearest(d.context(), options);
            default -> options.getFirst();
        };
    }

    private static String cheapest(List<String> options) {
        String best = options.getFirst();
        int least = Integer.MAX_VALUE;
        for (String o : options) {
            int price = Integer.parseInt(o.replaceAll(".*?([0-9]+) EUR.*", "$1"));
            if (price < least) {
                best = o;
                least = price;
            }
        }
        return best;
    }

    private static String intent(String text, List<String> options) {
        Intent intent = text.contains("desk of venues") && text.contains("percent")
                ? Intent.PRICE
                : text.contains("desk of venues")
                        ? Intent.CLOSED
                        : text.contains("a speaker") && text.contains("cancel")
                                ? Intent.CANCEL
                                : text.contains("account") || text.contains("budget") || text.contains("ignore")
                                        ? Intent.QUARANTINE
                                        : text.contains("wrote before")
                                                ? Intent.DUPLICATE
                                                : text.contains("talk \"") || text.contains("track")
                                                        ? Intent.DATABASE
                                                        : text.contains("found: nothing")
                                                                ? Intent.CHAIR
                                                                : Intent.DOCUMENTS;
        return options.contains(intent.words()) ? intent.words() : options.getFirst();
    }

    private static String nearest(String context, List<String> options) {
        Set<String> asked = words(context);
        String best = options.getFirst();
        int most = 0;
        for (String o : options) {
            Set<String> shared = words(o);
            shared.retainAll(asked);
            if (shared.size() > most) {
                best = o;
                most = shared.size();
            }
        }
        return best;
    }

    private static Set<String> words(String text) {
        Set<String> out = new HashSet<>();
        for (String w : text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+")) {
            if (w.length() > 3) {
                out.add(w.endsWith("s") ? w.substring(0, w.length() - 1) : w);
            }
        }
        return out;
    }

    @Override
    String quote(Decision d, Ask.Quote ask, long seed) {
        String question = d.context().split("\n")[0];
        return nearest(question, List.of(ask.documents().getFirst().split("(?<=\\.) ")));
    }
}
