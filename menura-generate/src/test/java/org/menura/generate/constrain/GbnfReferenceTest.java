package org.menura.generate.constrain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
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
import org.menura.generate.constrain.grammar.GrammarException;

class GbnfReferenceTest {
    @Test
    void grammarsAcceptAndRejectWhatTheyShould() throws IOException {
        List<String> wrong = new ArrayList<>();
        List<JsonNode> records = read("/constrain/gbnf/grammars.jsonl");
        for (JsonNode r : records) {
            Grammar g = Grammars.gbnf(r.get("grammar").asText());
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
        }
        assertEquals(27, records.size());
        assertTrue(wrong.isEmpty(), () -> String.join("\n", wrong));
    }

    @Test
    void invalidGrammarsAreRefused() throws IOException {
        for (JsonNode r : read("/constrain/gbnf/invalid-grammars.jsonl")) {
            GrammarException e = assertThrows(
                    GrammarException.class,
                    () -> Grammars.gbnf(r.get("grammar").asText()),
                    r.get("name").asText());
            assertTrue(e.getMessage().length() > 20, e.getMessage());
        }
    }

    @Test
    void parenthesesAroundWhatMayBeEmptyMayBeRepeatedWithoutEnd() {
        String item = "\nitem ::= \"x\" | \"\"";
        for (String root : List.of("root ::= (item)*" + item, "root ::= ((\"x\" | ))+", "root ::= (((\"x\" | )))*")) {
            assertTrue(Grammars.gbnf(root).check("xxx").accepted(), root);
            assertTrue(Grammars.gbnf(root).check("").accepted(), root);
        }
        for (String root : List.of("root ::= item*" + item, "root ::= (\"x\" | )*", "root ::= (\"\")*")) {
            assertThrows(GrammarException.class, () -> Grammars.gbnf(root), root);
        }
    }

    private static List<JsonNode> read(String resource) throws IOException {
        List<JsonNode> out = new ArrayList<>();
        try (InputStream in = GbnfReferenceTest.class.getResourceAsStream(resource)) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                out.add(new ObjectMapper().readTree(line));
            }
        }
        return out;
    }
}
