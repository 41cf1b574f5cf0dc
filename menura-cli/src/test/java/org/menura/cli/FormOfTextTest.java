package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.json.Json;

@Tag("slow")
class FormOfTextTest {
    private static final String PERSON = """
            {"type": "object", "properties": {"name": {"enum": ["Lily", "Tom"]}, "age": {"type": "integer", "minimum": 1,
             "maximum": 9}}, "required": ["name", "age"]}""";

    @TempDir
    private Path folder;

    private static Cli.Result good(Object... args) {
        Cli.Result result = Cli.run(args);
        assertEquals(0, result.code(), result.err());
        return result;
    }

    @Test
    void aTextKeepsToASchemaAndHasNoOtherProperties() throws IOException {
        Path file = Files.writeString(folder.resolve("person.json"), PERSON);
        for (Object schema : List.of(PERSON, file)) {
            Cli.Result result =
                    good("run", Cli.stories(), "-p", "Once upon a time", "--seed", 3, "--json-schema", schema);
            JsonNode person = Json.parse(result.out(), "the text");
            assertEquals(2, person.size(), result.out());
            assertTrue(List.of("Lily", "Tom").contains(person.path("name").asText()), result.out());
            int age = person.path("age").intValue();
            assertTrue(age >= 1 && age <= 9, result.out());
        }
    }

    @Test
    void aModelThatIsTalkedToAnswersInAForm() {
        assertEquals(
                2,
                Json.parse(good("run", "-p", "Who is it?", "-j", PERSON).out(), "the answer")
                        .size());
        String said = good("run", "-p", "Is rain wet?", "--choices", "certainly,never")
                .out()
                .strip();
        assertTrue(List.of("certainly", "never").contains(said), said);
        Cli.Result json = good("run", "-p", "A date?", "--json", "--grammar", "root ::= [0-9] [0-9] \"!\"");
        JsonNode report = Json.parse(json.out(), "the report");
        assertTrue(report.path("text").asText().matches("[0-9]{2}!"), json.out());
        assertEquals("stop", report.path("finish_reason").asText());
    }

    @Test
    void eachOfManyPromptsIsAnsweredInTheForm() throws IOException {
        Path prompts = Files.writeString(folder.resolve("prompts.txt"), "One\nTwo\nThree\n");
        List<String> lines = good("run", Cli.stories(), "--prompts", prompts, "--regex", "[a-c]{2,3}\\.")
                .out()
                .lines()
                .toList();
        assertEquals(3, lines.size());
        for (String line : lines) {
            assertTrue(Json.parse(line, "a line").path("text").asText().matches("[a-c]{2,3}\\."), line);
        }
    }

    @Test
    void aTextThatIsCutOffIsSaidToBe() {
        Cli.Result cut = good("run", Cli.stories(), "-p", "Once", "-n", 2, "--json-schema", PERSON);
        assertTrue(cut.err().contains("cut off before it was whole; -n gives it more tokens"), cut.err());
    }

    @Test
    void whatCanNotBeKeptIsRefusedBeforeAModelIsLoaded() {
        Cli.Result schema = Cli.run("run", "nowhere", "-p", "x", "--json-schema", "{\"type\": \"objet\"}");
        assertEquals(1, schema.code());
        assertTrue(schema.err().contains("objet"), schema.err());
        Cli.Result file = Cli.run("run", "nowhere", "-p", "x", "--json-schema", folder.resolve("none.json"));
        assertEquals(1, file.code());
        assertTrue(file.err().contains("none.json"), file.err());
        Cli.Result two = Cli.run("run", Cli.stories(), "-p", "x", "--regex", "a", "--choices", "b");
        assertEquals(2, two.code());
        assertTrue(two.err().contains("exclude each other"), two.err());
    }

    @Test
    void guessesChangeNothingAboutAForm() {
        String form = "(Lily and Tom [a-z ]{12,40}\\. ){3}";
        List<Object> asked = List.of("run", Cli.stories(), "-p", "One day, ", "--regex", form, "--seed", 3, "-n", 120);
        Cli.Result plain = good(asked.toArray());
        assertTrue(plain.out().strip().matches("(Lily and Tom [a-z ]{12,40}\\. ?){3}"), plain.out());
        for (List<Object> guessing : List.<List<Object>>of(List.of("--lookup"), List.of("--draft", Cli.stories()))) {
            Cli.Result guessed =
                    good(Stream.concat(asked.stream(), guessing.stream()).toArray());
            assertEquals(plain.out(), guessed.out());
            assertTrue(guessed.err().contains("; drafted: "), guessed.err());
        }
    }
}
