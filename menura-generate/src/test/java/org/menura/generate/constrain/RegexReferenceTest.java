package org.menura.generate.constrain;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.menura.generate.constrain.grammar.Grammar;

class RegexReferenceTest {
    @Test
    void patternsAcceptAndRejectWhatTheyShould() throws IOException {
        holdAll("/constrain/regex/patterns.jsonl", 74);
    }

    @Test
    void whatLooksAroundIsRegularAndHolds() throws IOException {
        holdAll("/constrain/regex/beyond-automata.jsonl", 6);
    }

    private static void holdAll(String resource, int least) throws IOException {
        List<String> wrong = new ArrayList<>();
        int records = 0;
        try (InputStream in = RegexReferenceTest.class.getResourceAsStream(resource)) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                JsonNode r = new ObjectMapper().readTree(line);
                Grammar g = Grammars.regex(r.get("pattern").asText());
                for (JsonNode s : r.get("accept")) {
                    if (!g.check(s.asText()).accepted()) {
                        wrong.add(r.get("name") + " refuses " + s + " " + g.check(s.asText()));
                    }
                }
                for (JsonNode s : r.get("reject")) {
                    if (g.check(s.asText()).accepted()) {
                        wrong.add(r.get("name") + " accepts " + s);
                    }
                }
                records++;
            }
        }
        assertTrue(records >= least, () -> "few records");
        assertTrue(wrong.isEmpty(), () -> String.join("\n", wrong));
    }
}
