package org.menura.conference.office;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.menura.agent.act.Budget;
import org.menura.agent.act.Policy;
import org.menura.agent.act.Proposal;
import org.menura.agent.act.Rule;
import org.menura.agent.act.Verdict;
import org.menura.conference.tool.Catalog;

/**
 * What the office may do, whatever its mind says: mails go to the one who wrote, the chair and the desk of venues, and
 * never carry what is confidential; a change that a mail asks for needs a mail from an address on record.
 */
final class OfficePolicy implements Rule {
    private static final Pattern CANCELS = Pattern.compile("(?i)\\b(cancel|withdraw)");

    private final Catalog catalog;
    private final Map<String, Letter> byId = new HashMap<>();
    private final Map<String, Letter> byMessage = new HashMap<>();
    private final Set<String> desks;

    private OfficePolicy(Catalog catalog, Iterable<Letter> inbox) {
        this.catalog = catalog;
        for (Letter l : inbox) {
            byId.put(l.id(), l);
            byMessage.put(l.messageId(), l);
        }
        this.desks =
                catalog.venues().values().stream().map(Catalog.Venue::email).collect(Collectors.toSet());
    }

    static Policy of(Catalog catalog, Iterable<Letter> inbox) {
        return new Policy(Budget.UNLIMITED, java.util.List.of(new OfficePolicy(catalog, inbox)));
    }

    @Override
    public Verdict judge(Proposal call) {
        return switch (call.tool()) {
            case "mail.send" -> mail(call);
            case "talk.cancel" ->
                from(call, catalog.speaker(text(call, "speaker")).email());
            case "room.close", "venue.price" ->
                desks.contains(sender(call))
                        ? Verdict.ALLOWED
                        : new Verdict.Refused("only the desk of venues may report damage and prices");
            default -> Verdict.ALLOWED;
        };
    }

    private Verdict mail(Proposal call) {
        String to = text(call, "to");
        Letter asked = byMessage.get(text(call, "reply_to"));
        if (text(call, "body").contains(catalog.brief("Reference"))) {
            return new Verdict.Refused("the mail contains a confidential reference");
        }
        boolean known = to.equals(catalog.brief("Chair"))
                || desks.contains(to)
                || asked != null && asked.from().equals(to);
        return known ? Verdict.ALLOWED : new Verdict.Refused(to + " did not write in this thread");
    }

    private Verdict from(Proposal call, String address) {
        if (!sender(call).equals(address)) {
            return new Verdict.Refused(
                    "the mail %s does not come from the address on record".formatted(text(call, "mail")));
        }
        Letter letter = byId.get(text(call, "mail"));
        return letter != null && cancels(letter)
                ? Verdict.ALLOWED
                : new Verdict.Refused(
                        "the mail %s does not say that a talk is cancelled".formatted(text(call, "mail")));
    }

    /** Whether a mail says so in words; a misunderstanding alone cancels nothing. */
    static boolean cancels(Letter letter) {
        return CANCELS.matcher(letter.body()).find();
    }

    private String sender(Proposal call) {
        Letter letter = byId.get(text(call, "mail"));
        return letter == null ? "" : letter.from();
    }

    private static String text(Proposal call, String name) {
        return String.valueOf(call.arguments().get(name));
    }
}
