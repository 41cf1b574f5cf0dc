package org.menura.conference.world;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.menura.format.json.Json;

/** The subjects of documents and questions, with the forms of their sentences. */
final class Facts {
    /** Subjects of questions about the conference. */
    static final List<Subject> HOUSE;

    /** Subjects of claims about sustainability. */
    static final List<Subject> CLAIMS;

    private static final List<String> WORDS = List.of(
            "Aurora", "Cedar", "Delta", "Ember", "Fern", "Glacier", "Harbour", "Iris", "Juniper", "Kestrel", "Lagoon",
            "Meadow");

    static {
        try (InputStream in = Objects.requireNonNull(Facts.class.getResourceAsStream("facts.json"), "facts.json")) {
            JsonNode all = Json.parse(in.readAllBytes(), "facts.json");
            HOUSE = read(all.path("facts"));
            CLAIMS = read(all.path("claims"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Facts() {}

    /** A subject: the form of its value, sentences that state it, questions for it, a sentence beside it. */
    record Subject(
            String key, String title, String values, List<String> sentences, List<String> questions, String filler) {
        String value(Draw draw) {
            if (values.startsWith("N:")) {
                String[] bounds = values.split(":");
                return Integer.toString(draw.between(Integer.parseInt(bounds[1]), Integer.parseInt(bounds[2])));
            }
            String form = draw.pick(List.of(values.substring(2).split("\\|")));
            int low = form.contains("percent") ? 40 : form.contains(" cm") ? 80 : 3;
            int high = form.contains("percent") ? 98 : form.contains(" cm") ? 180 : 29;
            return form.replace("{n}", Integer.toString(draw.between(low, high)))
                    .replace("{h}", "%02d:%02d".formatted(draw.between(7, 20), 5 * draw.between(0, 11)))
                    .replace("{m}", draw.pick(WORDS));
        }

        /** Draws a value that none of some others is a part of. */
        String otherValue(Draw draw, List<String> others) {
            while (true) {
                String value = value(draw);
                if (others.stream().noneMatch(o -> o.contains(value) || value.contains(o))) {
                    return value;
                }
            }
        }

        String sentence(Draw draw, String value) {
            return draw.pick(sentences).replace("{v}", value);
        }
    }

    private static List<Subject> read(JsonNode list) {
        List<Subject> out = new ArrayList<>();
        for (JsonNode n : list) {
            out.add(new Subject(
                    n.path("key").asText(),
                    n.path("title").asText(),
                    n.path("values").asText(),
                    texts(n.path("sentences")),
                    texts(n.path("questions")),
                    n.path("filler").asText()));
        }
        return List.copyOf(out);
    }

    private static List<String> texts(JsonNode list) {
        List<String> out = new ArrayList<>();
        list.forEach(n -> out.add(n.asText()));
        return List.copyOf(out);
    }
}
