package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.json.Json;
import org.menura.format.safetensors.SafetensorsFile;

@Tag("slow")
class RunCommandTest {
    @TempDir
    private Path folder;

    @Test
    void thePromptMayBeAWordOfTheCommandLine() {
        Cli.Result expected = tell("-m", Cli.stories(), "-p", "Once upon a time");
        assertEquals(0, expected.code(), expected.err());
        for (Cli.Result words :
                List.of(tell(Cli.stories(), "Once upon a time"), tell("-m", Cli.stories(), "Once upon a time"))) {
            assertEquals(expected.out(), words.out(), words.err());
        }
    }

    private static Cli.Result tell(Object... words) {
        return Cli.run(Stream.of(new Object[] {"run", "--greedy", "-n", 20, "--raw"}, words)
                .flatMap(Stream::of)
                .toArray());
    }

    @Test
    void greedyDecodingGivesTheRecordedIds() {
        JsonNode recorded = Json.parse(Cli.stories().resolve("greedy.json"));
        String expected = StreamSupport.stream(recorded.get("greedy_ids").spliterator(), false)
                .map(JsonNode::asText)
                .collect(Collectors.joining(" "));
        Cli.Result result = Cli.run("run", Cli.stories(), "--greedy", "--ids", "-n", 200);
        assertEquals(0, result.code(), result.err());
        assertEquals(expected, result.out().strip());
    }

    @Test
    void whatAModelSaysOfSamplingGivesWayToOptions() throws IOException {
        for (String file :
                new String[] {"config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"}) {
            Files.copy(Cli.stories().resolve(file), folder.resolve(file));
        }
        Files.writeString(
                folder.resolve("generation_config.json"), "{\"temperature\": 0, \"repetition_penalty\": 1.5}");
        String penalised = Cli.run("run", folder, "-n", 40, "Once").out();
        assertEquals(
                Cli.run(
                                "run",
                                Cli.stories(),
                                "-n",
                                40,
                                "--temp",
                                0,
                                "--repeat-penalty",
                                1.5,
                                "--repeat-last-n",
                                -1,
                                "Once")
                        .out(),
                penalised);
        String greedy =
                Cli.run("run", Cli.stories(), "-n", 40, "--greedy", "Once").out();
        assertNotEquals(greedy, penalised);
        assertEquals(
                greedy, Cli.run("run", folder, "-n", 40, "--greedy", "Once").out());
        assertEquals(
                greedy,
                Cli.run("run", folder, "-n", 40, "--repeat-penalty", 1, "Once").out());
    }

    @Test
    void withoutArgumentsItTellsAStory() {
        Cli.Result result = Cli.run("run", "-o", folder.resolve("drawn.png"));
        assertEquals(0, result.code(), result.err());
        assertTrue(result.out().length() > 20, result.out());
    }

    @Test
    void theDefaultModelAnswersARequest() {
        String prompt = "Write a story with a dog, a boat and rain.";
        Cli.Result asked = Cli.run("run", "-p", prompt, "--greedy", "-n", 40);
        assertEquals(0, asked.code(), asked.err());
        Cli.Result same = Cli.run("run", Cli.usual(), "--instruct", "-p", prompt, "--greedy", "-n", 40);
        assertTrue(asked.err().contains("tokens/s"), asked.err());
        assertEquals(asked.out(), same.out());
        Cli.Result continued = Cli.run("run", "--no-instruct", "-p", prompt, "--greedy", "-n", 40);
        assertEquals(
                Cli.run("run", Cli.usual(), "--no-instruct", "-p", prompt, "--greedy", "-n", 40)
                        .out(),
                continued.out());
        assertFalse(asked.out().equals(continued.out()), asked.out());
        Cli.Result none = Cli.run("run", Cli.stories(), "--instruct", "-p", prompt);
        assertEquals(1, none.code());
        assertTrue(none.err().contains("chat template"), none.err());
    }

    @Test
    void aSeedRepeatsAStory() {
        Object[] args = {"run", Cli.stories(), "-p", "Once upon a time", "--echo", "-n", 30, "--seed", 7};
        Cli.Result first = Cli.run(args);
        assertTrue(first.out().startsWith("Once upon a time"), first.out());
        assertEquals(first.out(), Cli.run(args).out());
    }

    @Test
    void thePromptMayComeFromAFileOrTheInput() throws IOException {
        Path file = Files.writeString(folder.resolve("prompt.txt"), "Lily and Tom\n");
        String expected = Cli.run("run", Cli.stories(), "-p", "Lily and Tom", "--greedy", "-n", 12)
                .out();
        assertEquals(
                expected,
                Cli.run("run", Cli.stories(), "-f", file, "--greedy", "-n", 12).out());
        assertEquals(
                expected,
                Cli.typed("Lily and Tom", "run", Cli.stories(), "--greedy", "-n", 12)
                        .out());
    }

    @Test
    void aSavedSessionGoesOnAsIfItHadNotStopped() {
        Path session = folder.resolve("story.session");
        String whole = Cli.run("run", Cli.stories(), "-p", "Once upon", "--greedy", "-n", 24)
                .out();
        Cli.Result first = Cli.run("run", Cli.stories(), "-p", "Once upon", "--greedy", "-n", 12, "--session", session);
        Cli.Result second = Cli.run("run", Cli.stories(), "--greedy", "-n", 12, "--session", session);
        assertEquals(
                whole.stripTrailing(),
                first.out().replaceFirst("\\R$", "") + second.out().stripTrailing());
    }

    @Test
    void aStopStringEndsTheText() {
        Cli.Result result = Cli.run("run", Cli.stories(), "-p", "Once upon", "--greedy", "--stop", "girl", "-n", 50);
        assertEquals(" a time, there was a little", result.out().stripTrailing());
    }

    @Test
    void logProbabilitiesOfTheLikeliestTokensAreShown() {
        Cli.Result result = Cli.run("run", Cli.stories(), "-p", "Once upon", "--greedy", "--logprobs", 2, "-n", 1);
        assertEquals(" a", result.out().stripTrailing());
        assertTrue(result.err().contains("log-prob  token"), result.err());
        assertTrue(result.err().matches("(?s).* -\\d\\.\\d{4}  \" a\" +\" a\" -\\d\\.\\d{4}  \".*"), result.err());
    }

    @Test
    void jsonHasTheTextItsTokensAndWhyItEnded() {
        Object[] args = {"run", Cli.stories(), "-p", "Once upon", "--greedy", "-n", 3};
        Cli.Result result = Cli.run(with(args, "--json", "--logprobs", 1));
        assertEquals(0, result.code(), result.err());
        JsonNode json = Json.parse(result.out(), "output");
        assertEquals(Cli.run(args).out().stripTrailing(), json.get("text").asText());
        assertEquals("length", json.get("finish_reason").asText());
        assertEquals(3, json.get("tokens").size());
        assertEquals(" a", json.at("/log_probs/0/token").asText());
        assertEquals(json.at("/log_probs/0/log_prob"), json.at("/log_probs/0/top/0/log_prob"));
        assertTrue(json.at("/timings/prompt_seconds").asDouble() > 0, result.out());
    }

    @Test
    void theInputFollowsThePrompt() {
        String expected = Cli.run("run", Cli.stories(), "-p", "Once\n\nupon", "--greedy", "-n", 12)
                .out();
        assertEquals(
                expected,
                Cli.typed("upon\n", "run", Cli.stories(), "-p", "Once", "--greedy", "-n", 12)
                        .out());
    }

    @Test
    void theLastOfAnOptionCounts() {
        Object[] once = {"run", Cli.stories(), "-p", "Once", "--greedy", "-n", 2};
        Object[] twice = {"run", Cli.stories(), "-p", "Lily", "-n", 9, "-p", "Once", "--greedy", "-n", 2};
        assertEquals(Cli.run(once).out(), Cli.run(twice).out());
    }

    @Test
    void aTemplateMakesTheModelTalkUnlessTheTextIsRaw() throws IOException {
        Path template = Files.writeString(folder.resolve("own.jinja"), "{{ messages[0].content }} upon");
        Object[] args = {"run", Cli.stories(), "--greedy", "-n", 5, "-p"};
        String once = Cli.run(with(args, "Once")).out();
        String upon = Cli.run(
                        "run",
                        Cli.stories(),
                        "--raw",
                        "--greedy",
                        "-n",
                        5,
                        "-p",
                        "Once upon",
                        "--chat-template",
                        template)
                .out();
        assertEquals(
                upon, Cli.run(with(args, "Once", "--chat-template", template)).out());
        assertEquals(
                once,
                Cli.run(with(args, "Once", "--chat-template", template, "--raw"))
                        .out());
        assertEquals(
                once,
                Cli.run(with(args, "Once", "--chat-template", template, "--no-chat"))
                        .out());
        assertFalse(once.equals(upon));
        Cli.Result named = Cli.run(with(args, "Once", "--chat-template", "chatml"));
        assertEquals(0, named.code(), named.err());
        Cli.Result none = Cli.run(with(args, "Once", "--chat-template", "chatlm"));
        assertEquals(2, none.code());
        assertTrue(none.err().contains("chatml, llama2"), none.err());
        assertEquals(2, Cli.run(with(args, "Once", "--instruct", "--raw")).code());
    }

    @Test
    void aRawTextHasPicturesToo() throws IOException {
        Path template = Files.writeString(
                folder.resolve("parts.jinja"),
                "{% for p in messages[0].content %}{% if p.type == 'image' %}<|image|>{% else %}a b c d e f{% endif %}{% endfor %}");
        Object[] args = {
            "run",
            Cli.data("omni"),
            "--greedy",
            "-n",
            1,
            "--image",
            Cli.data("images/rgb.png"),
            "-p",
            "A <image>",
            "--chat-template",
            template
        };
        Cli.Result chat = Cli.run(args);
        assertEquals(0, chat.code(), chat.err());
        Cli.Result raw = Cli.run(with(args, "--raw"));
        assertEquals(0, raw.code(), raw.err());
        assertNotEquals(promptTokens(chat), promptTokens(raw));
    }

    private static String promptTokens(Cli.Result result) {
        return result.err()
                .lines()
                .filter(l -> l.startsWith("prompt: "))
                .map(l -> l.split(" ")[1])
                .collect(Collectors.joining());
    }

    @Test
    void theContextMayEndEarlier() {
        Cli.Result result = Cli.run("run", Cli.stories(), "-p", "Once upon", "--greedy", "--ids", "-c", 12);
        assertEquals(0, result.code(), result.err());
        assertTrue(result.err().contains("context is full"), result.err());
        Cli.Result longer = Cli.run("run", Cli.stories(), "-p", "Once", "-c", 513);
        assertEquals(2, longer.code());
        assertTrue(longer.err().contains("512"), longer.err());
        assertEquals(2, Cli.run("run", Cli.stories(), "-p", "Once", "-c", -1).code());
    }

    @Test
    void theCacheMayBeSmaller() {
        Object[] args = {"run", Cli.stories(), "-p", "Once upon a time", "--greedy", "-n", 5};
        assertEquals(
                Cli.run(args).out(), Cli.run(with(args, "--cache-type", "f16")).out());
        assertEquals(0, Cli.run(with(args, "--cache-type", "Q8_0")).code());
        assertEquals(2, Cli.run(with(args, "--cache-type", "q3")).code());
    }

    @Test
    void aForbiddenTokenDoesNotCome() {
        Cli.Result free = Cli.run("run", Cli.stories(), "-p", "Once upon", "--greedy", "--ids", "-n", 1);
        String id = free.out().strip();
        Cli.Result biased = Cli.run(
                "run", Cli.stories(), "-p", "Once upon", "--greedy", "--ids", "-n", 1, "--logit-bias", id + "-inf");
        assertFalse(id.equals(biased.out().strip()), biased.out());
    }

    @Test
    void anEncoderDecoderAnswersGreedilyAndWithBeams() throws IOException {
        Path golden = Cli.data("golden/t5-relu");
        Path model = folder.resolve("t5");
        Files.createDirectory(model);
        Files.copy(golden.resolve("config.json"), model.resolve("config.json"));
        Files.copy(golden.resolve("model.safetensors"), model.resolve("model.safetensors"));
        Files.writeString(model.resolve("tokenizer.json"), wordTokenizer(96));
        SafetensorsFile recorded = SafetensorsFile.open(golden.resolve("golden.safetensors"));
        int columns = recorded.shape("input_ids").dim(1);
        String prompt = Arrays.stream(recorded.tensor("input_ids").toLongs())
                .limit(columns)
                .mapToObj(id -> "w" + id)
                .collect(Collectors.joining(" "));
        String expected = Arrays.stream(recorded.tensor("greedy_ids").toLongs())
                .mapToObj(String::valueOf)
                .collect(Collectors.joining(" "));
        Object[] args = {"run", model, "-p", prompt, "--greedy", "--ids", "--ignore-eos", "-n", 16};
        assertEquals(expected, Cli.run(args).out().strip());
        Cli.Result beams = Cli.run("run", model, "-p", prompt, "--beams", 3, "--ids", "-n", 6);
        assertTrue(beams.out().strip().matches("\\d+( \\d+){0,5}"), beams.out() + beams.err());
    }

    private static Cli.Result stories(Object... more) {
        List<Object> args = new ArrayList<>(List.of("run", Cli.stories(), "-p", "Once upon a time", "-n", 12));
        args.addAll(List.of(more));
        return Cli.run(args.toArray());
    }

    @Test
    void theLikeliestTextIsSearchedFor() {
        Cli.Result found = stories("--beams", 4);
        assertEquals(0, found.code(), found.err());
        assertTrue(found.out().startsWith(", there was a"), found.out());
        assertEquals(found.out(), stories("--beams", 4, "-t", 1).out());
        assertTrue(stories("--beams", 4, "--ids").out().strip().matches("\\d+( \\d+){11}"));
        assertEquals(
                "Once upon a time" + found.out(),
                stories("--beams", 4, "--echo").out());
    }

    @Test
    void beamsGoWithoutWhatIsOfDrawnTexts() {
        List<List<Object>> others = List.of(
                List.of("--stop", "x"),
                List.of("--json"),
                List.of("--logprobs", 1),
                List.of("--watermark", "kgw"),
                List.of("--lookup"),
                List.of("--choices", "a,b"));
        for (List<Object> more : others) {
            List<Object> all = new ArrayList<>(more);
            all.addAll(List.of("--beams", 2));
            Cli.Result result = stories(all.toArray());
            assertEquals(2, result.code(), result.err());
            assertTrue(result.err().contains("--beams") && result.err().contains("without"), result.err());
        }
        assertEquals(
                2, Cli.run("run", Cli.stories(), "--beams", 2, "--prompts", "a").code());
        Cli.Result none = stories("--beams", 0);
        assertEquals(2, none.code());
        assertTrue(none.err().contains("--beams must be at least 1, not 0"), none.err());
    }

    @Test
    void manyPromptsGiveALineEachAsIfTheyWereAlone() throws IOException {
        Path file = Files.writeString(folder.resolve("prompts.txt"), "Once upon\n\nLily and Tom\nThe dog\n");
        Cli.Result result = Cli.run("run", Cli.stories(), "--prompts", file, "--batch", 2, "-n", 12, "--seed", 3);
        assertEquals(0, result.code(), result.err());
        List<JsonNode> lines =
                result.out().lines().map(line -> Json.parse(line, "line")).toList();
        assertEquals(3, lines.size());
        for (int i = 0; i < 3; i++) {
            JsonNode line = lines.get(i);
            assertEquals(i, line.get("index").asInt());
            assertEquals(12, line.get("tokens").asInt());
            assertEquals("length", line.get("reason").asText());
            String alone = Cli.run(
                            "run", Cli.stories(), "-p", line.get("prompt").asText(), "-n", 12, "--seed", 3)
                    .out();
            assertEquals(alone.replaceFirst("\\R$", ""), line.get("text").asText());
        }
        assertTrue(result.err().contains("3 of 3 prompts"), result.err());
    }

    @Test
    void promptsMayBeJsonAndOneThatFailsHarmsNoOther() throws IOException {
        Path file = Files.writeString(
                folder.resolve("prompts.jsonl"),
                "\"Once\\nupon\"\n{\"prompt\": \"%s\"}\n{\"prompt\": \"A cat\"}\n".formatted("story ".repeat(600)));
        Cli.Result result = Cli.run("run", Cli.stories(), "--prompts", file, "--greedy", "--ids", "-n", 5);
        assertEquals(1, result.code());
        List<JsonNode> lines =
                result.out().lines().map(line -> Json.parse(line, "line")).toList();
        assertEquals("Once\nupon", lines.get(0).get("prompt").asText());
        assertTrue(lines.get(1).get("error").asText().contains("context ends at 512"), result.out());
        assertEquals(5, lines.get(2).get("ids").size());
        assertTrue(result.err().contains("1 failed"), result.err());
        Files.writeString(file, "{\"prompts\": 5}");
        Cli.Result wrong = Cli.run("run", Cli.stories(), "--prompts", file);
        assertEquals(1, wrong.code());
        assertTrue(wrong.out().contains("line 1"), wrong.out());
        Files.writeString(file, "\"A cat\"\n{\"prompt\": \n\"A dog\"\n");
        Cli.Result cut = Cli.run("run", Cli.stories(), "--prompts", file, "--greedy", "-n", 2);
        assertEquals(1, cut.code());
        assertEquals(3, cut.out().lines().count(), cut.out());
        assertTrue(cut.out().contains("prompts.jsonl, line 2, column "), cut.out());
    }

    @Test
    void guessesChangeNoText() {
        for (Object[] chosen : new Object[][] {{"--greedy"}, {"--seed", 11, "--temp", 0.7}}) {
            Object[] common = Stream.concat(
                            Stream.of("run", Cli.stories(), "-p", "Once upon a time", "--ids", "-n", 60),
                            Stream.of(chosen))
                    .toArray();
            String plain = Cli.run(common).out();
            Cli.Result looked = Cli.run(with(common, "--lookup"));
            assertEquals(plain, looked.out());
            Cli.Result drafted =
                    Cli.run(with(common, "--draft", Cli.stories(), "--draft-max", 4, "--draft-min-p", 0.3));
            assertEquals(plain, drafted.out());
            assertTrue(
                    drafted.err().matches("(?s).*drafted: \\d+ tokens, \\d+ accepted \\(\\d+\\.\\d%\\).*"),
                    drafted.err());
        }
    }

    private static Object[] with(Object[] args, Object... more) {
        return Stream.concat(Stream.of(args), Stream.of(more)).toArray();
    }

    @Test
    void aSessionWithGuessesGoesOn() {
        Path session = folder.resolve("ahead.session");
        String whole = Cli.run("run", Cli.stories(), "-p", "Once upon", "--greedy", "--ids", "-n", 24)
                .out();
        Object[] args = {
            "run", Cli.stories(), "--greedy", "--ids", "-n", 12, "--draft", Cli.stories(), "--session", session
        };
        String first = Cli.run(with(args, "-p", "Once upon")).out();
        assertEquals(whole.strip(), first.strip() + " " + Cli.run(args).out().strip());
    }

    @Test
    void aDraftModelWithAnotherVocabularyIsRefused() {
        Cli.Result result = Cli.run("run", Cli.stories(), "--draft", Cli.data("models/rwkv-tiny-7v0-834K"));
        assertEquals(1, result.code());
        assertEquals(1, result.err().lines().count(), result.err());
        assertTrue(result.err().contains("another vocabulary"), result.err());
    }

    private static String wordTokenizer(int words) {
        String vocabulary = IntStream.range(0, words)
                .mapToObj(i -> "\"w%d\": %d".formatted(i, i))
                .collect(Collectors.joining(", "));
        return """
            {"version": "1.0", "added_tokens": [], "normalizer": null, "post_processor": null, "decoder": null,
             "pre_tokenizer": {"type": "Whitespace"},
             "model": {"type": "WordLevel", "unk_token": "w0", "vocab": {%s}}}\
            """.formatted(vocabulary);
    }

    @Test
    void badInputIsOneSentence() throws IOException {
        Cli.Result missing = Cli.run("run", folder.resolve("nothing"));
        assertEquals(1, missing.code());
        assertEquals(1, missing.err().lines().count(), missing.err());
        Path cut = folder.resolve("cut.gguf");
        Files.write(cut, new byte[] {'G', 'G', 'U', 'F', 3, 0, 0, 0});
        Cli.Result damaged = Cli.run("run", cut);
        assertEquals(1, damaged.code());
        assertEquals(1, damaged.err().lines().count(), damaged.err());
    }

    @Test
    void aPromptLongerThanTheContextIsOneSentence() {
        Cli.Result result = Cli.run("run", Cli.stories(), "-p", "story ".repeat(600));
        assertEquals(1, result.code());
        assertTrue(result.err().contains("context ends at 512"), result.err());
    }

    @Test
    void anEncoderWritesNoText() {
        Cli.Result result = Cli.run("run", Cli.data("golden/bert-model"), "-p", "x");
        assertEquals(1, result.code());
        assertTrue(result.err().contains("text encoder"), result.err());
    }

    @Test
    void wrongUsageExitsWith2() {
        assertEquals(2, Cli.run("run", "-n", 0).code());
        assertEquals(2, Cli.run("run", "--top-p", 2).code());
        assertEquals(2, Cli.run("run", "--logit-bias", "5").code());
        assertEquals(2, Cli.run("run", "--mirostat", 1).code());
        assertEquals(2, Cli.run("run", "-t", 0).code());
        assertEquals(2, Cli.run("run", Cli.stories(), "-m", Cli.stories()).code());
        assertEquals(2, Cli.run("run", "--draft", "a", "--lookup").code());
        assertEquals(2, Cli.run("run", "--lookup", "--draft-max", 16).code());
        assertEquals(2, Cli.run("run", "--draft-min-p", 1.5).code());
        assertEquals(2, Cli.run("run", "--prompts", "a", "-p", "b").code());
        assertEquals(2, Cli.run("run", "--prompts", "a", "--lookup").code());
        assertEquals(2, Cli.run("run", "--prompts", "a", "--batch", 0).code());
        assertEquals(2, Cli.run("run", "-p", "a", "-f", "b").code());
        assertEquals(
                2, Cli.run("run", Cli.stories(), "-p", "a", "--logprobs", -2).code());
        assertEquals(
                2, Cli.run("run", Cli.stories(), "-p", "a", "-l", "99999999+1").code());
        assertEquals(2, Cli.run("run", Cli.stories(), "-p", "a", "-t", 100000).code());
        Cli.Result isFolder = Cli.run("run", Cli.stories(), "-f", folder);
        assertEquals(1, isFolder.code());
        assertTrue(isFolder.err().contains(folder + " is a folder"), isFolder.err());
    }

    @Test
    void aFileThatIsNoSessionIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("notes.txt"), "nothing of the kind");
        Cli.Result result = Cli.run("run", Cli.stories(), "-p", "a", "--session", file);
        assertEquals(1, result.code());
        assertTrue(result.err().contains("notes.txt is no saved session"), result.err());
    }
}
