package org.menura.generate.constrain.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.menura.generate.constrain.Grammars;
import org.menura.generate.constrain.grammar.Grammar;
import org.menura.generate.constrain.grammar.Verdict;

/** What docs/structured.md shows. */
class GuideTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern QUOTE = Pattern.compile("<!-- from: (\\S+) -->\n```java\n(.*?)```\n", Pattern.DOTALL);

    record City(String name, int population, Optional<String> mayor) {}

    sealed interface Answer permits Found, Unknown {}

    record Found(List<City> cities) implements Answer {}

    record Unknown(String reason) implements Answer {}

    @Test
    void schemas() {
        JsonSchema schema = JsonSchema.parse("""
                {"type": "object",
                 "properties": {"city": {"type": "string", "minLength": 1},
                                "population": {"type": "integer", "minimum": 0}},
                 "required": ["city", "population"],
                 "additionalProperties": false}""");
        Grammar grammar = schema.compile();
        Verdict verdict = grammar.check("{\"city\": \"Graz\", \"population\": 303270}");
        assertTrue(verdict.accepted());
    }

    @Test
    void refusals() {
        SchemaException e = assertThrows(
                SchemaException.class,
                () -> JsonSchema.parse("{\"items\": {\"pattern\": \"(a+)b\\\\1\"}}").compile());
        assertEquals("pattern", e.keyword());
        assertEquals("#/items", e.pointer());
    }

    @Test
    void types() {
        JsonType<Answer> type = JsonType.of(Answer.class);
        Grammar grammar = type.schema().compile();
        String text = "{\"type\": \"Found\", \"cities\": [{\"name\": \"Graz\", \"population\": 303270}]}";
        assertTrue(grammar.check(text).accepted());
        Answer answer = type.read(text);
        assertEquals(new Found(List.of(new City("Graz", 303270, Optional.empty()))), answer);
    }

    @Test
    void others() {
        Grammar date = Grammars.regex("\\d{4}-\\d{2}-\\d{2}");
        Grammar mood = Grammars.choice(List.of("good", "bad", "neither"));
        Grammar sum = Grammars.gbnf("root ::= [0-9]+ (\"+\" [0-9]+)*");
        assertTrue(date.check("2026-11-27").accepted());
        assertTrue(mood.check("bad").accepted());
        assertTrue(sum.check("1+22").accepted());
    }

    @Test
    void theGuideShowsThisCodeAndNamesAllFormats() throws IOException {
        String guide = Files.readString(ROOT.resolve("docs/structured.md"));
        Matcher m = QUOTE.matcher(guide);
        int quotes = 0;
        while (m.find()) {
            assertTrue(Files.readString(ROOT.resolve(m.group(1))).contains(m.group(2)), m.group(2));
            quotes++;
        }
        assertEquals(5, quotes);
        StringFormats.names().forEach(f -> assertTrue(guide.contains("`" + f + "`"), f));
        StringFormats.KNOWN_ONLY.forEach(f -> assertTrue(guide.contains("`" + f + "`"), f));
    }
}
