package org.menura.conference.mind;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.menura.agent.mind.Ask;
import org.menura.conference.office.Decision;
import org.menura.conference.office.Intent;
import org.menura.format.json.Json;

/** A mind that knows the key: what can be reached by right decisions. */
public final class OracleMind extends BaselineMind {
    private final JsonNode key;

    /** Creates it from the key of a conference. */
    public OracleMind(Path key) {
        super("oracle");
        this.key = Json.parse(key);
    }

    @Override
    String choose(Decision d, List<String> options, long seed) {
        JsonNode mail = key.path("mails").path(d.subject());
        return switch (d.kind()) {
            case "venue" -> venue(options);
            case "session" ->
                starting(
                        options,
                        o -> o.endsWith(
                                "#" + key.path("places").path(d.subject()).asText()));
            case "travel" -> starting(options, o -> o.startsWith("rail"));
            case "mail.intent" -> intent(mail).words();
            case "mail.document" ->
                starting(options, o -> o.endsWith(" " + mail.path("document").asText()));
            case "mail.query" -> starting(options, o -> o.equals(query(mail)));
            case "claim.document" ->
                starting(
                        options,
                        o -> o.startsWith(key.path("claims")
                                        .path(d.subject())
                                        .path("document")
                                        .asText() + " "));
            default -> options.getFirst();
        };
    }

    private String venue(List<String> options) {
        Set<String> right = new HashSet<>();
        key.path("venues").forEach(v -> right.add(v.asText()));
        String best = options.getFirst();
        int least = Integer.MAX_VALUE;
        for (String o : options) {
            int price = Integer.parseInt(o.replaceAll(".* ([0-9]+) EUR", "$1"));
            if (right.contains(o.split(" ")[0]) && price < least) {
                best = o;
                least = price;
            }
        }
        return best;
    }

    private static Intent intent(JsonNode mail) {
        return switch (mail.path("intent").asText()) {
            case "source" -> Intent.DOCUMENTS;
            case "database" -> Intent.DATABASE;
            case "escalate" -> Intent.CHAIR;
            case "duplicate" -> Intent.DUPLICATE;
            case "event" ->
                switch (mail.path("kind").asText()) {
                    case "cancel" -> Intent.CANCEL;
                    case "flood" -> Intent.CLOSED;
                    default -> Intent.PRICE;
                };
            default -> Intent.QUARANTINE;
        };
    }

    private static String query(JsonNode mail) {
        String entity = mail.path("entity").asText();
        return switch (mail.path("query").asText()) {
            case "own" -> "own time of " + entity;
            case "begin" -> "UTC of " + entity;
            case "room" -> "room of " + entity;
            case "attendance" -> "attendance of " + entity;
            default -> "number of " + entity;
        };
    }

    @Override
    String quote(Decision d, Ask.Quote ask, long seed) {
        String value = d.kind().equals("mail.quote")
                ? key.path("mails").path(d.subject()).path("value").asText()
                : key.path("claims").path(d.subject()).path("value").asText();
        for (String document : ask.documents()) {
            for (String sentence : document.split("(?<=\\.) ")) {
                if ((" " + sentence)
                        .matches(
                                "(?s).*[^\\p{L}\\p{N}]" + java.util.regex.Pattern.quote(value) + "[^\\p{L}\\p{N}].*")) {
                    return sentence;
                }
            }
        }
        return ask.documents().getFirst();
    }
}
