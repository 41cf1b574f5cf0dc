package org.menura.conference.office;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.menura.conference.tool.Catalog;
import org.menura.conference.tool.Sources;

/** Finds the claims of the page: each is a quote of the document in force, and counts its independent roots. */
final class Research {
    private static final String ROLE = "researcher";

    private final Catalog catalog;
    private final Sources sources;
    private final Desk desk;
    private final Decider decider;

    Research(Catalog catalog, Sources sources, Desk desk, Decider decider) {
        this.catalog = catalog;
        this.sources = sources;
        this.desk = desk;
        this.decider = decider;
    }

    void writeClaims() throws IOException, InterruptedException {
        StringBuilder lines = new StringBuilder();
        for (String subject : catalog.brief("Claims on the page").split(", ")) {
            lines.append(claim(subject)).append('\n');
        }
        desk.must(ROLE, "claims.write", Map.of("claims", lines.toString()));
    }

    private ObjectNode claim(String subject) throws IOException, InterruptedException {
        String ids = desk.must(ROLE, "sources.about", Map.of("subject", subject));
        List<String> options = new ArrayList<>();
        for (String d : ids.split(" ")) {
            options.add("%s %s, %s, %s"
                    .formatted(
                            d,
                            sources.get(d).title(),
                            sources.get(d).publisher(),
                            sources.get(d).date()));
        }
        String choice = decider.choose(
                ROLE,
                "claim.document",
                subject,
                "What do we say about " + subject + "?",
                options,
                c -> sources.inForce(c.split(" ")[0]) ? "" : "it is not in force");
        String document = choice.split(" ")[0];
        String body = desk.must(ROLE, "sources.read", Map.of("id", document));
        String quote = "";
        List<String> sentences = sentences(body);
        for (int attempt = 0; attempt < 3 && !number(quote); attempt++) {
            String left = String.join(" ", sentences);
            quote = decider.quote(ROLE, "claim.quote", subject, "What do we say about " + subject + "?\n" + left, left);
            sentences.remove(quote);
        }
        ObjectNode claim = JsonNodeFactory.instance.objectNode();
        claim.put("subject", subject);
        claim.put("text", quote);
        var evidence = claim.putArray("evidence");
        Set<String> roots = new LinkedHashSet<>();
        evidence.addObject().put("document", document).put("quote", quote).put("by", ROLE);
        roots.add(document);
        for (String other : sources.holding(quote, document)) {
            evidence.addObject().put("document", other).put("quote", quote).put("by", "verifier");
            String root = sources.get(other).reprintOf();
            roots.add(root.isEmpty() ? other : root);
        }
        claim.put("roots", roots.size());
        return claim;
    }

    /** A claim of the page is a figure; other sentences are no claims. */
    private static boolean number(String quote) {
        return quote.chars().anyMatch(Character::isDigit) && quote.contains(" ");
    }

    private static List<String> sentences(String body) {
        return new ArrayList<>(List.of(body.split("(?<=\\.) ")));
    }
}
