package org.menura.verify.structured;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.menura.format.FormatException;

/**
 * A JSON schema with instances that are valid or not, as recorded: an object with {@code schema} and {@code tests}.
 *
 * @param name its {@code id} or {@code description}
 * @param schema its text
 * @param tests of it
 */
record SchemaGroup(String name, String schema, List<Test> tests) {
    private static final int LONGEST = 2000;

    /**
     * An instance.
     *
     * @param name its description
     * @param text as it stands in the file
     * @param valid whether it is valid against the schema
     */
    record Test(String name, String text, boolean valid) {}

    /** Reads the group that begins at the parser's token, of the text that it parses. */
    static SchemaGroup read(JsonParser p, byte[] text) throws IOException {
        String id = "";
        String description = "";
        String schema = "";
        List<Test> tests = new ArrayList<>();
        while (p.nextToken() == JsonToken.FIELD_NAME) {
            String member = p.currentName();
            JsonToken value = p.nextToken();
            switch (member) {
                case "id" -> id = p.getText();
                case "description" -> description = p.getText();
                case "schema" -> schema = slice(p, text);
                case "tests" -> {
                    if (value != JsonToken.START_ARRAY) {
                        throw new FormatException("tests of a schema must be a list");
                    }
                    while (p.nextToken() == JsonToken.START_OBJECT) {
                        tests.add(test(p, text));
                    }
                }
                default -> p.skipChildren();
            }
        }
        return new SchemaGroup(id.isEmpty() ? description : id, schema, tests);
    }

    private static Test test(JsonParser p, byte[] text) throws IOException {
        String name = "";
        String data = "null";
        boolean valid = false;
        while (p.nextToken() == JsonToken.FIELD_NAME) {
            String member = p.currentName();
            p.nextToken();
            switch (member) {
                case "description" -> name = p.getText();
                case "data" -> data = slice(p, text);
                case "valid" -> valid = p.getBooleanValue();
                default -> p.skipChildren();
            }
        }
        return new Test(name, data, valid);
    }

    private static String slice(JsonParser p, byte[] text) throws IOException {
        int start = (int) p.currentTokenLocation().getByteOffset();
        p.finishToken();
        p.skipChildren();
        int end = (int) p.currentLocation().getByteOffset();
        return new String(text, start, end - start, StandardCharsets.UTF_8).strip();
    }

    /** Writes a JSON text without white space, numbers with an exponent written out. */
    static String compact(String json) {
        StringBuilder out = new StringBuilder();
        int i = 0;
        while (i < json.length()) {
            char c = json.charAt(i);
            if (c == '"') {
                int end = i + 1;
                while (json.charAt(end) != '"') {
                    end += json.charAt(end) == '\\' ? 2 : 1;
                }
                out.append(json, i, end + 1);
                i = end + 1;
            } else if (c == '-' || c >= '0' && c <= '9') {
                int end = i;
                while (end < json.length() && "+-.eE0123456789".indexOf(json.charAt(end)) >= 0) {
                    end++;
                }
                out.append(plain(json.substring(i, end)));
                i = end;
            } else {
                if (!Character.isWhitespace(c)) {
                    out.append(c);
                }
                i++;
            }
        }
        return out.toString();
    }

    private static String plain(String number) {
        if (number.indexOf('e') < 0 && number.indexOf('E') < 0) {
            return number;
        }
        BigDecimal value = new BigDecimal(number);
        return Math.abs((long) value.scale()) > LONGEST ? number : value.toPlainString();
    }
}
