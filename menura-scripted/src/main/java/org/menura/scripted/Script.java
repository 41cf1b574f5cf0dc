package org.menura.scripted;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.menura.format.TensorEntry;
import org.menura.format.safetensors.SafetensorsWriter;
import org.menura.tensor.Tensor;

/**
 * A table of answers, written as the folder of a language model that gives them:
 *
 * <pre>{@code
 * new Script()
 *         .answer("It is sunny in Munich.", "weather in Munich", "<tool_response>\nsunny")
 *         .answer("<tool_call>\n{\"name\": \"getWeather\", \"arguments\": {\"city\": \"Munich\"}}\n</tool_call>", "weather in Munich")
 *         .writeTo(folder);
 * try (LanguageModel model = Menura.load(folder)) {
 *     model.chat("What is the weather in Munich?");
 * }
 * }</pre>
 *
 * <p>Everything but the logits is what any other model has: tokenizer, chat template, sampling, constraints, batches. So a
 * program's tests run in milliseconds, and to the same end each time. Its chat template is ChatML with tools in the manner of
 * Hermes and reasoning between {@code <think>} and {@code </think>}, switched off by {@code enable_thinking}; a token is a byte, or one of those named by {@link
 * #token}.
 */
public final class Script {
    private static final String END = "<|im_end|>";
    private static final String START = "<|im_start|>";
    private static final String INTRODUCTION = START + "assistant\n";
    /** Tokens that stand for themselves in templates, but are no control tokens. */
    private static final List<String> MARKS =
            List.of("<think>", "</think>", "<tool_call>", "</tool_call>", "<tool_response>", "</tool_response>");

    private static final int CONTEXT = 8192;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<Answers.Answer> answers = new ArrayList<>();
    private final List<String> pairs = new ArrayList<>();
    private int context = CONTEXT;

    /** Creates a script without answers: its model says nothing. */
    public Script() {}

    /**
     * Adds an answer. Of several that fit, the model gives the one that was added first.
     *
     * @param text what the model says
     * @param after texts that the rendered conversation holds, in this order, where this is the answer; none for always
     * @return this script
     */
    public Script answer(String text, String... after) {
        answers.add(new Answers.Answer(List.of(after), text));
        return this;
    }

    /**
     * Adds a token of two characters to the vocabulary, which the tokenizer makes wherever the two follow each other.
     *
     * @throws IllegalArgumentException if it has not two visible characters of ASCII
     * @return this script
     */
    public Script token(String pair) {
        if (!pair.matches("[!-~]{2}")) {
            throw new IllegalArgumentException(
                    "a token is two visible characters of ASCII, not \"%s\"".formatted(pair));
        }
        pairs.add(pair);
        return this;
    }

    /** Sets the context length in tokens, 8,192 otherwise. */
    public Script context(int tokens) {
        context = tokens;
        return this;
    }

    /**
     * Writes the model's files into a folder, which is made if it is not there.
     *
     * @return the folder
     * @throws UncheckedIOException if they can't be written
     */
    public Path writeTo(Path folder) {
        List<String> added =
                Stream.concat(Stream.of(END, START), MARKS.stream()).toList();
        List<String> tokens = Stream.concat(added.stream(), pairs.stream()).toList();
        try {
            Files.createDirectories(folder);
            JSON.writeValue(folder.resolve("config.json").toFile(), config(tokens));
            JSON.writeValue(folder.resolve("tokenizer.json").toFile(), tokenizer(added));
            JSON.writeValue(folder.resolve("tokenizer_config.json").toFile(), tokenizerConfig());
            SafetensorsWriter.write(
                    folder.resolve("model.safetensors"),
                    Map.of("scale.weight", TensorEntry.of(Tensor.of(new float[] {1}, 1, 1))),
                    SafetensorsWriter.PYTORCH);
        } catch (IOException e) {
            throw new UncheckedIOException("the script could not be written to " + folder, e);
        }
        return folder;
    }

    private ObjectNode config(List<String> tokens) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("model_type", ScriptedFamilies.MODEL_TYPE);
        json.put("vocab_size", ScriptVocabulary.BYTES + tokens.size());
        json.put("max_position_embeddings", context);
        json.put("eos_token_id", ScriptVocabulary.END);
        json.put("introduction", INTRODUCTION);
        ArrayNode texts = json.putArray("tokens");
        tokens.forEach(texts::add);
        ArrayNode all = json.putArray("answers");
        for (Answers.Answer answer : answers) {
            ObjectNode entry = all.addObject();
            ArrayNode after = entry.putArray("after");
            answer.after().forEach(after::add);
            entry.put("text", answer.text());
        }
        return json;
    }

    private ObjectNode tokenizer(List<String> added) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("version", "1.0");
        ArrayNode list = json.putArray("added_tokens");
        for (String text : added) {
            int id = text.equals(END) ? ScriptVocabulary.END : ScriptVocabulary.BYTES + added.indexOf(text);
            ObjectNode token = list.addObject().put("id", id).put("content", text);
            token.put("single_word", false)
                    .put("lstrip", false)
                    .put("rstrip", false)
                    .put("normalized", false);
            token.put("special", !MARKS.contains(text));
        }
        json.set("pre_tokenizer", byteLevel());
        json.set("decoder", byteLevel());
        ObjectNode model = json.putObject("model").put("type", "BPE");
        ObjectNode vocab = model.putObject("vocab");
        ScriptVocabulary.vocab(pairs, ScriptVocabulary.BYTES + added.size()).forEach(vocab::put);
        ArrayNode merges = model.putArray("merges");
        pairs.forEach(pair -> merges.add(pair.charAt(0) + " " + pair.charAt(1)));
        return json;
    }

    private static ObjectNode byteLevel() {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("type", "ByteLevel");
        return json.put("add_prefix_space", false).put("trim_offsets", true).put("use_regex", false);
    }

    private static ObjectNode tokenizerConfig() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("tokenizer_class", "PreTrainedTokenizerFast");
        json.put("eos_token", END);
        return json.put("chat_template", template());
    }

    private static String template() {
        try (InputStream in = Objects.requireNonNull(Script.class.getResourceAsStream("chat_template.jinja"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
