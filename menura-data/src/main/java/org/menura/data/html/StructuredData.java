package org.menura.data.html;

import com.fasterxml.jackson.databind.JsonNode;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.menura.format.FormatException;
import org.menura.format.json.Json;

/** The text that a page states in JSON-LD (schema.org's {@code articleBody}), as pages do whose text a script lays out. */
final class StructuredData {
    private static final int DEPTH = 8;

    private StructuredData() {}

    /** Returns the longest text that is stated, or an empty string. */
    static String articleBody(Document page) {
        String longest = "";
        for (Element script : page.select("script[type=application/ld+json]")) {
            if (!script.data().contains("articleBody")) {
                continue;
            }
            try {
                String found = find(Json.parse(script.data(), "JSON-LD"), 0);
                longest = found.length() > longest.length() ? found : longest;
            } catch (FormatException e) {
                // Pages with broken JSON-LD are read by their elements.
            }
        }
        if (!longest.contains("<") && !longest.contains("&")) {
            return longest.strip();
        }
        return TextRenderer.render(Jsoup.parse(longest).body().getElementsByTag("body"));
    }

    private static String find(JsonNode node, int depth) {
        String longest = "";
        if (depth < DEPTH) {
            for (var field : node.properties()) {
                String found = field.getKey().equals("articleBody")
                        ? field.getValue().asText()
                        : find(field.getValue(), depth + 1);
                longest = found.length() > longest.length() ? found : longest;
            }
            for (int i = 0; node.isArray() && i < node.size(); i++) {
                String found = find(node.get(i), depth + 1);
                longest = found.length() > longest.length() ? found : longest;
            }
        }
        return longest;
    }
}
