package org.menura.langchain4j;

import dev.langchain4j.model.chat.request.ChatRequestParameters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.menura.format.TensorEntry;
import org.menura.format.safetensors.SafetensorsWriter;
import org.menura.generate.LanguageModel;
import org.menura.generate.LoadOptions;
import org.menura.generate.Menura;
import org.menura.model.adapter.AdapterSelection;
import org.menura.scripted.Script;
import org.menura.tensor.Tensor;

/** A model that knows the answers to what LangChain4j's contract asks. */
final class ScriptedChats {
    static final String NAME = "scripted";
    static final String ADAPTER = "other-voice";

    private static final String WEATHER = call("getWeather", "{\"city\": \"Munich\"}");
    private static final String NOON = "<tool_response>\n14:35";

    private ScriptedChats() {}

    private static String call(String name, String arguments) {
        return "<tool_call>\n{\"name\": \"%s\", \"arguments\": %s}\n</tool_call>".formatted(name, arguments);
    }

    static Script script() {
        return new Script()
                .token("{}")
                .answer("Once upon a time ".repeat(40) + "the animals slept.", "long story about animals")
                .answer("Ich liebe dich.", "into German", "I love you")
                .answer("It is green.", "favorite color is green", "What is my favorite color")
                .answer("Hello World", "Say 'Hello World'")
                .answer("It is sunny in Munich, and 14:35 in France.", "and time in France", "sunny", NOON)
                .answer(WEATHER + "\n" + call("getTime", "{\"country\": \"France\"}"), "and time in France")
                .answer("{\"weather\": \"sunny\"}", "weather in Munich", "<tool_response>\nsunny")
                .answer(WEATHER, "weather in Munich")
                .answer(WEATHER, "I live in Munich")
                .answer("It is 10:14.", "What is the time now", "<tool_response>\n10:14")
                .answer(call("get_current_time", "{}"), "What is the time now")
                .answer("It is Berlin, and 2 + 2 is 4.", "How much is 2 + 2")
                .answer("{\"city\": \"Berlin\"}", "capital of Germany")
                .answer("Hello! What can I do for you?", "hello");
    }

    /** A model of a script, with an adapter that changes nothing. */
    static LanguageModel model(Path folder, Script script) {
        Path model = script.writeTo(folder.resolve(NAME));
        Path adapter = adapter(folder.resolve(ADAPTER));
        return Menura.load(
                model, LoadOptions.defaults().withAdapter(ADAPTER, adapter).withUse(AdapterSelection.NONE));
    }

    private static Path adapter(Path folder) {
        try {
            Files.createDirectories(folder);
            Files.writeString(
                    folder.resolve("adapter_config.json"),
                    "{\"peft_type\": \"LORA\", \"r\": 1, \"lora_alpha\": 1, \"target_modules\": [\"scale\"]}");
            Tensor zero = Tensor.of(new float[1], 1, 1);
            SafetensorsWriter.write(
                    folder.resolve("adapter_model.safetensors"),
                    Map.of(
                            "base_model.model.scale.lora_A.weight", TensorEntry.of(zero),
                            "base_model.model.scale.lora_B.weight", TensorEntry.of(zero)),
                    SafetensorsWriter.PYTORCH);
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ChatRequestParameters atMost(int tokens) {
        return MenuraChatRequestParameters.builder()
                .maxOutputTokens(tokens)
                .seed(7L)
                .build();
    }
}
