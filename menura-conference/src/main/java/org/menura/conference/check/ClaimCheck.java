package org.menura.conference.check;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks the claims: true, resting on evidence, and counted by independent roots. */
final class ClaimCheck {
    private final Inputs in;
    private final Outputs out;
    private final Findings f;

    ClaimCheck(Inputs in, Outputs out, Findings f) {
        this.in = in;
        this.out = out;
        this.f = f;
    }

    void check() {
        f.begin("claims-complete", "claims-true", "claims-evidence", "claims-roots");
        Map<String, JsonNode> bySubject = new HashMap<>();
        for (JsonNode c : out.claims()) {
            bySubject.put(c.path("subject").asText(), c);
            checkEvidence(c);
        }
        for (String subject : List.of(in.brief("Claims on the page").split(", "))) {
            JsonNode c = bySubject.get(subject);
            f.that(c != null, "claims-complete", "Nothing is claimed about %s.", subject);
            if (c != null) {
                String value =
                        in.key().path("claims").path(subject).path("value").asText();
                f.that(
                        MailCheck.says(c.path("text").asText(), value),
                        "claims-true",
                        "The claim about %s does not say '%s': %s",
                        subject,
                        value,
                        c.path("text").asText());
            }
        }
    }

    private void checkEvidence(JsonNode claim) {
        Set<String> roots = new HashSet<>();
        boolean supported = false;
        for (JsonNode e : claim.path("evidence")) {
            String id = e.path("document").asText();
            String quote = e.path("quote").asText();
            Inputs.Document d = in.documents().get(id);
            f.that(
                    d != null && !quote.isEmpty() && d.body().contains(quote),
                    "claims-evidence",
                    "The evidence of '%s' is not in %s.",
                    claim.path("text").asText(),
                    id);
            if (d != null) {
                roots.add(d.get("reprint_of").isEmpty() ? id : d.get("reprint_of"));
                supported |= quote.equals(claim.path("text").asText())
                        && in.inForce(d.get("subject")).equals(id);
            }
        }
        f.that(
                supported,
                "claims-evidence",
                "'%s' is not a quote of a document in force.",
                claim.path("text").asText());
        f.that(
                claim.path("roots").asInt(-1) == roots.size(),
                "claims-roots",
                "'%s' counts %s independent documents, but rests on %d.",
                claim.path("text").asText(),
                claim.path("roots").asText(),
                roots.size());
    }
}
