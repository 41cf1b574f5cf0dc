package org.menura.chat.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.chat.Testdata;
import org.menura.format.FormatException;

/** Answers recorded in the tests of other engines. */
class AnswerCasesTest {
    @Test
    void answersAreReadAsRecorded() {
        List<AnswerCases.Result> results = AnswerCases.verify(Testdata.path("tool-calls"), _ -> null);
        assertTrue(results.size() > 200, results.size() + " cases");
        assertEquals(
                List.of(),
                results.stream()
                        .filter(r -> !r.ok())
                        .map(r -> r.name() + ": " + r.detail())
                        .toList());
    }

    @Test
    void differencesAreSaid(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("parse.jsonl"), """
                {"id": "1", "family": "hermes-json", "input": "Hello", "expected": {"content": "Goodbye"}}
                {"id": "2", "family": "hermes-json", "input": "Hello", "expected": {"tool_calls": [{"name": "x"}]}}
                {"id": "3", "family": "hermes-json", "input": "Hello", "expected": {"content": "Hello", "tool_calls": []}}
                """);
        assertTrue(AnswerCases.isIn(folder));
        List<AnswerCases.Result> results = AnswerCases.verify(folder, _ -> null);
        assertEquals(
                List.of(false, false, true),
                results.stream().map(AnswerCases.Result::ok).toList());
        assertTrue(results.get(0).detail().startsWith("content is 'Hello', not \"Goodbye\""));
        assertTrue(results.get(1).detail().startsWith("0 calls are read, not 1"));
    }

    @Test
    void otherFoldersAreNotTaken(@TempDir Path folder) throws IOException {
        assertFalse(AnswerCases.isIn(folder));
        Files.writeString(folder.resolve("parse.jsonl"), "{\"a\": 1}");
        assertFalse(AnswerCases.isIn(folder));
        Files.writeString(folder.resolve("parse.jsonl"), "{\"input\": \"x\", \"expected\": {}, \"tools\": \"none\"");
        assertThrows(FormatException.class, () -> AnswerCases.verify(folder, _ -> null));
    }

    @Test
    void familiesThatNobodyKnowsAreReadOffTheirTemplates(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("parse.jsonl"), """
                {"id": "1", "family": "mine", "template": "T", "input": "!f({\\"a\\": 1})!",
                """.strip() + """
                 "expected": {"tool_calls": [{"name": "f", "arguments": {"a": 1.0}}]}}
                """);
        String template = "{% for m in messages %}{{ m.content }}{% for c in m.tool_calls or [] %}"
                + "{{ '!' ~ c.function.name ~ '(' ~ (c.function.arguments | tojson) ~ ')!' }}{% endfor %}{% endfor %}";
        assertTrue(AnswerCases.verify(folder, _ -> template).getFirst().ok());
        AnswerCases.Result unknown = AnswerCases.verify(folder, _ -> null).getFirst();
        assertFalse(unknown.ok());
        assertEquals("neither the family nor the template is known", unknown.detail());
    }
}
