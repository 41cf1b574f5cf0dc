package org.menura.generate.constrain.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.menura.format.FormatException;
import org.menura.generate.constrain.grammar.Grammar;

@Tag("slow")
class JsonSchemaTest {
    private static Grammar compile(String schema) {
        return JsonSchema.parse(schema).compile();
    }

    private static void accepts(Grammar grammar, String... texts) {
        for (String t : texts) {
            assertTrue(grammar.check(t).accepted(), () -> t + " is not accepted: " + grammar.check(t));
        }
    }

    private static void refuses(Grammar grammar, String... texts) {
        for (String t : texts) {
            assertTrue(!grammar.check(t).accepted(), () -> t + " is accepted");
        }
    }

    private static SchemaException refused(String schema) {
        return assertThrows(SchemaException.class, () -> compile(schema), schema);
    }

    @Test
    void membersStandInTheOrderOfTheSchema() {
        String schema = """
                {"properties": {"b": {"type": "integer"}, "a": {"type": "boolean"}}, "required": ["a"], "type": "object",
                 "additionalProperties": {"type": "null"}}""";
        accepts(compile(schema), "{\"b\":1,\"a\":true}", "{\"a\":true}", "{\"a\": true, \"c\": null}");
        refuses(
                compile(schema),
                "{\"a\":true,\"b\":1}",
                "{\"c\":null,\"a\":true}",
                "{\"b\":1}",
                "{\"a\":true,\"c\":1}",
                "{\"a\":true,\"c\":null,\"c\":null}",
                "{\"a\":true,\"c\":null,\"\\u0063\":null}",
                "{\"a\":true,  \"c\":null}");
        Grammar any = JsonSchema.parse(schema).compile(SchemaOptions.CHECK);
        accepts(any, "{\"c\":null,\"a\":true,\"b\":1}", "{\"\\u0061\":true}");
        refuses(any, "{\"a\":true,\"a\":true}", "{\"a\":true,\"\\u0061\":true}", "{\"a\": true}");
    }

    @Test
    void whiteSpaceIsBounded() {
        Grammar lines = JsonSchema.parse("{\"type\":\"array\"}")
                .compile(SchemaOptions.DEFAULT.withWhiteSpace(SchemaOptions.WhiteSpace.LINES));
        accepts(lines, "[]", "[1, 2]", "[\n  1,\n  [\n    2\n  ]\n]", "[{\"a\": 1}]");
        refuses(lines, "[ ]", "[1,  2]", "[1,\n\n2]", " []", "[] ");
    }

    @Test
    void numbersAreExact() {
        Grammar g = JsonSchema.parse("""
                {"type": "number", "minimum": -0.25, "exclusiveMaximum": 1200.5}""").compile(SchemaOptions.CHECK);
        accepts(
                g,
                "-0.25",
                "-0.250",
                "0",
                "-0",
                "1200.4999999999999999999999",
                "1.2e3",
                "1.2004E+3",
                "9.9e-400",
                "-2.5e-1",
                "0e5");
        refuses(
                g,
                "-0.2500001",
                "1200.5",
                "1200.50",
                "1201",
                "1.2005e3",
                "1e4",
                "-2.6e-1",
                "01",
                "1.",
                ".5",
                "+1",
                "1e",
                "NaN");
        Grammar m =
                JsonSchema.parse("{\"multipleOf\": 0.01, \"type\": \"number\"}").compile(SchemaOptions.CHECK);
        accepts(m, "0.01", "19.99", "4.350", "-7", "0");
        refuses(m, "0.001", "19.995");
        Grammar i = JsonSchema.parse("{\"type\": \"integer\", \"minimum\": 98, \"maximum\": 1005}")
                .compile(SchemaOptions.CHECK);
        for (int n = -20; n < 1300; n++) {
            assertEquals(n >= 98 && n <= 1005, i.check(String.valueOf(n)).accepted(), "" + n);
        }
        accepts(i, "1e2", "9.9e1", "100.0");
        refuses(i, "98.5", "1.0005e3", "1e4", "9.85e1");
        refuses(compile("{\"type\": \"integer\"}"), "1.0", "1e2", "-0", "00");
    }

    @Test
    void numbersThatAreWrittenComeToTheirEnd() {
        String twenty = "12345678901234567890";
        Grammar integer = compile("{\"type\": \"integer\"}");
        accepts(integer, twenty, "-" + twenty, "0");
        refuses(integer, twenty + "1");
        Grammar number = compile("{\"type\": \"number\"}");
        accepts(number, "0.30000000000000004", twenty + "." + twenty, "1.7976931348623157e30");
        refuses(number, "0." + twenty + "1", twenty + "1");
        accepts(JsonSchema.parse("{\"type\": \"integer\"}").compile(SchemaOptions.CHECK), twenty + twenty);
        accepts(
                compile("{\"type\": \"integer\", \"minimum\": 1" + "0".repeat(24) + "}"),
                "1" + "0".repeat(24),
                twenty + twenty);
        Grammar named = compile("{\"anyOf\": [{\"const\": " + twenty + "1}, {\"type\": \"integer\"}]}");
        accepts(named, twenty + "1", "7");
        refuses(named, twenty + "2");
    }

    @Test
    void stringsAreMeantNotTheirSpelling() {
        Grammar g = compile("{\"type\": \"string\", \"pattern\": \"^[\\\"é😀]+$\", \"maxLength\": 3}");
        accepts(g, "\"\\\"é😀\"", "\"\\u0022\\u00E9\\ud83d\\ude00\"", "\"é\\u0022\"");
        refuses(g, "\"\"", "\"éééé\"", "\"\\ud83d\"", "\"a\"", "\"\\\"");
        Grammar not = compile("{\"type\": \"string\", \"not\": {\"enum\": [\"a/b\"]}}");
        accepts(not, "\"a\"", "\"a\\/c\"");
        refuses(not, "\"a/b\"", "\"a\\/b\"", "\"\\u0061\\u002fb\"");
    }

    @Test
    void patternsMayLookAround() {
        Grammar g = compile("{\"type\": \"string\", \"pattern\": \"^(?!con$|aux$)(?=.*\\\\d)[a-z0-9]{2,8}$\"}");
        accepts(g, "\"con1\"", "\"a1\"", "\"aux2\"");
        refuses(g, "\"con\"", "\"abc\"", "\"a\"", "\"1\"", "\"abcdefgh1\"");
    }

    @Test
    void whatAFormatDoesNotDecideIsNeverAdmitted() {
        String encoded = "\"xn--9n2bp8q.example\"";
        for (String schema : List.of(
                "{'format': 'hostname'}",
                "{'not': {'format': 'hostname'}}",
                "{'if': {'format': 'hostname'}, 'then': {'minLength': 1}, 'else': {'maxLength': 40}}",
                "{'oneOf': [{'format': 'hostname'}, {'maxLength': 3}]}")) {
            refuses(JsonSchema.parse(schema.replace('\'', '"')).compile(SchemaOptions.CHECK), encoded, "\"a.XN--X\"");
        }
        Grammar not = compile("{\"type\": \"string\", \"not\": {\"format\": \"hostname\"}}");
        accepts(not, "\"a b\"", "\"-\"", "\"xn--9 2\"");
        refuses(not, "\"example.com\"");
        Grammar names = compile("{\"type\": \"object\", \"not\": {\"propertyNames\": {\"format\": \"hostname\"}}}");
        accepts(names, "{\"a b\":1}", "{\"a\":1,\"b_\":2}");
        refuses(names, "{\"a\":1}", "{" + encoded + ":1}");
        accepts(compile("{\"anyOf\": [{\"format\": \"hostname\"}, true]}"), encoded);
    }

    @Test
    void formatsAreEnforced() {
        record Case(String format, List<String> valid, List<String> invalid) {}
        List<Case> cases = List.of(
                new Case("date", List.of("2024-02-29", "1900-01-31"), List.of("1900-02-29", "2024-13-01", "2024-4-1")),
                new Case(
                        "time",
                        List.of("23:59:60Z", "08:30:06.28+01:00", "00:29:60+00:30"),
                        List.of("23:58:60Z", "24:00:00Z", "08:30:06")),
                new Case("date-time", List.of("1998-12-31T15:59:60.123-08:00"), List.of("1998-12-31T15:59:61Z")),
                new Case("duration", List.of("P4DT12H30M5S", "P2W", "PT36H"), List.of("P", "P1YT", "P2D1Y", "P1Y2W")),
                new Case("email", List.of("joe.bloggs@example.com"), List.of("joe.@x", "a b@c", "@x")),
                new Case("hostname", List.of("a.b-c.example"), List.of("-a", "a_b", "a..b")),
                new Case("ipv4", List.of("127.0.0.1"), List.of("127.0.0.01", "256.1.1.1", "1.2.3")),
                new Case(
                        "ipv6",
                        List.of("::1", "1:2:3:4:5:6:7:8", "::ffff:1.2.3.4"),
                        List.of("1::2::3", "12345::", ":1")),
                new Case(
                        "uuid",
                        List.of("2EB8AA08-aa98-11ea-b4aa-73b441d16380"),
                        List.of("2eb8aa08aa9811eab4aa73b441d16380")),
                new Case("uri", List.of("http://a.b/c?d=e#f", "urn:x:y"), List.of("//a.b", "a b:c", "http://[1")),
                new Case("uri-reference", List.of("../a?b", "#f", ""), List.of("\\\\a", "a b")),
                new Case("json-pointer", List.of("", "/a~1b/0"), List.of("a", "/~2")));
        for (Case c : cases) {
            Grammar g = compile("{\"type\": \"string\", \"format\": \"" + c.format() + "\"}");
            c.valid().forEach(v -> accepts(g, Texts.write(v)));
            c.invalid().forEach(v -> refuses(g, Texts.write(v)));
        }
        accepts(compile("{\"type\": \"string\", \"format\": \"own\"}"), "\"x\"");
        assertEquals("format", refused("{\"format\": \"regex\"}").keyword());
        SchemaOptions annotate = SchemaOptions.DEFAULT.withFormats(SchemaOptions.Formats.ANNOTATE);
        accepts(JsonSchema.parse("{\"format\": \"regex\"}").compile(annotate), "\"(\"");
    }

    @Test
    void whatIsRefusedNamesKeywordAndPlace() {
        SchemaException pattern = refused("{\"properties\": {\"a/b\": {\"pattern\": \"(a)\\\\1\"}}}");
        assertEquals("pattern", pattern.keyword());
        assertEquals("#/properties/a~1b", pattern.pointer());
        assertTrue(String.valueOf(pattern.getMessage()).contains("refers back to a group"), pattern.getMessage());
        SchemaException ref = refused("{\"items\": {\"$ref\": \"http://example.com/x.json\"}}");
        assertEquals("$ref", ref.keyword());
        assertEquals("#/items", ref.pointer());

        assertEquals("$ref", refused("{\"$ref\": \"#\"}").keyword());
        assertEquals(
                "$ref",
                refused("{\"anyOf\": [{\"type\": \"null\"}, {\"$ref\": \"#\"}]}")
                        .keyword());
        assertEquals("type", refused("{\"type\": \"text\"}").keyword());
        assertEquals(
                "required",
                refused("{\"properties\": {\"a\": {\"required\": true}}}").keyword());
        assertEquals("multipleOf", refused("{\"multipleOf\": 0}").keyword());
        assertThrows(FormatException.class, () -> JsonSchema.parse("{\"type\": "));
        assertThrows(FormatException.class, () -> JsonSchema.parse(""));
    }

    @Test
    void whatAdmitsNothingIsRefused() {
        for (String schema : List.of(
                "false",
                "{\"type\": \"integer\", \"minimum\": 2, \"maximum\": 1}",
                "{\"type\": \"integer\", \"exclusiveMinimum\": 1, \"exclusiveMaximum\": 2}",
                "{\"type\": \"string\", \"pattern\": \"^a$\", \"minLength\": 2}",
                "{\"type\": \"object\", \"required\": [\"a\"], \"maxProperties\": 0}",
                "{\"type\": \"object\", \"required\": [\"a\"], \"additionalProperties\": false}",
                "{\"type\": \"object\", \"required\": [\"a\"], \"properties\": {\"a\": {\"$ref\": \"#\"}}}",
                "{\"type\": \"array\", \"items\": {\"enum\": [1, 2]}, \"uniqueItems\": true, \"minItems\": 3}",
                "{\"type\": \"array\", \"items\": {\"not\": {\"type\": \"number\"}, \"enum\": [0, {\"a\": null}]},"
                        + " \"uniqueItems\": true, \"minItems\": 2}",
                "{\"enum\": [1, \"a\"], \"not\": {\"type\": [\"string\", \"integer\"]}}")) {
            assertTrue(refused(schema).admitsNothing(), schema);
        }
    }

    @Test
    void noTextIsLedWhereItCannotEnd() {
        Grammar g = compile("""
                {"type": "object", "maxProperties": 2, "required": ["b"], "properties": {"a": true, "b": {"const": 1}, "c": true}}""");
        refuses(g, "{\"c\":1}", "{\"a\":1,\"c\":1");
        accepts(g, "{\"a\":1,\"b\":1}", "{\"b\":1,\"c\":2}");
        Grammar u = compile("{\"type\": \"array\", \"items\": {\"enum\": [1, \"a\"]}, \"uniqueItems\": true}");
        accepts(u, "[1,\"a\"]", "[\"a\"]", "[]");
        refuses(u, "[1,1]", "[1,\"a\",");
        assertTrue(u.start().next("[1,\"a\",".getBytes()).isDead());
    }

    @Test
    void itemsMayHaveToComeTwice() {
        Grammar twice = compile("{\"type\": \"array\", \"not\": {\"uniqueItems\": true}}");
        accepts(twice, "[1,1]", "[{},{}]", "[3,1,2,1]", "[1,{\"a\":1},{\"a\":1}]");
        refuses(twice, "[]", "[1,2]", "[[1],[2],1]");
        Grammar once = compile("""
                {"type": "array", "not": {"uniqueItems": true}, "contains": {"const": 1}, "maxContains": 1}""");
        accepts(once, "[1,2,2]", "[2,1,2]");
        refuses(once, "[1,1]", "[2,2]", "[1,2]");
        Grammar objects =
                compile("{\"type\": \"array\", \"items\": {\"type\": \"object\"}, \"not\": {\"uniqueItems\": true}}");
        accepts(objects, "[{},{\"a\":1},{}]");
        refuses(objects, "[{},{\"a\":1}]", "[1,1]");
        assertTrue(refused("{\"type\": \"array\", \"maxItems\": 1, \"not\": {\"uniqueItems\": true}}")
                .admitsNothing());
    }

    @Test
    void bombsAreErrorsOfOneSchema() {
        StringBuilder many = new StringBuilder("{\"oneOf\": [");
        for (int i = 0; i < 40; i++) {
            many.append(i == 0 ? "" : ",").append("{\"properties\": {");
            for (int j = 0; j < 40; j++) {
                many.append(j == 0 ? "" : ",").append("\"p%d\": {\"pattern\": \"x%d\"}".formatted(j, (i * 7 + j) % 40));
            }
            many.append("}}");
        }
        many.append("]}");
        long start = System.nanoTime();
        try {
            compile(many.toString()).check("{\"p1\":\"x1\",\"p2\":\"y\",\"p3\":\"x3x4\"}");
        } catch (FormatException e) {
            assertTrue(String.valueOf(e.getMessage()).length() < 300);
        }
        assertTrue(System.nanoTime() - start < 60_000_000_000L);
        String deep = "{\"items\":".repeat(400) + "true" + "}".repeat(400);
        accepts(compile(deep), "[[[[1]]]]");
    }

    @Test
    void documentsGivenBeforehandAreReferredTo() {
        SchemaOptions options = SchemaOptions.DEFAULT.withDocument(
                "http://example.com/a.json",
                JsonSchema.parse("{\"$defs\": {\"x\": {\"type\": \"integer\"}}}")
                        .json());
        Grammar g = JsonSchema.parse("{\"$id\": \"http://example.com/b.json\", \"$ref\": \"a.json#/$defs/x\"}")
                .compile(options);
        accepts(g, "5");
        refuses(g, "\"5\"");
        accepts(compile("{\"$ref\": \"http://json-schema.org/draft-07/schema#/definitions/nonNegativeInteger\"}"), "7");
    }
}
