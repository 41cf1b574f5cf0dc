package org.menura.springai;

import java.nio.file.Files;
import java.nio.file.Path;
import org.menura.generate.LanguageModel;
import org.menura.generate.Menura;
import org.menura.scripted.Script;

/** A model that knows the answers to what Spring AI's test kit and these tests ask. */
final class ScriptedChats {
    static final String THREE = weather("San Francisco", 37.8, -122.4) + "\n" + weather("Tokyo", 35.7, 139.7) + "\n"
            + weather("Paris", 48.9, 2.4);

    private ScriptedChats() {}

    /** A call with its arguments in the order of the tool's schema. */
    private static String weather(String city, double lat, double lon) {
        return "<tool_call>\n{\"name\": \"getCurrentWeather\", \"arguments\": {\"lat\": %s, \"location\": \"%s\", \"lon\": %s, \"unit\": \"C\"}}\n</tool_call>"
                .formatted(lat, city, lon);
    }

    static LanguageModel model(Path folder) {
        return Menura.load(new Script()
                .answer(
                        "It is 30 °C in San Francisco, 10 °C in Tokyo and 15 °C in Paris.",
                        "San Francisco, Tokyo, and Paris",
                        "<tool_response>")
                .answer(THREE, "San Francisco, Tokyo, and Paris")
                .answer(weather("Tokyo", 35.7, 139.7), "in Tokyo?")
                .answer("<think>\nIt is well known.\n</think>\n\nIt is Berlin.", "capital of Germany", "Think first")
                .answer("{\"city\": \"Berlin\", \"people\": 3}", "capital of Germany")
                .answer("word ".repeat(200), "Count")
                .answer("Hello!", "hello")
                .writeTo(folder.resolve("scripted")));
    }

    /** Finds a file of the repository, whatever the working directory. */
    static Path repository(String name) {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.isDirectory(folder.resolve("testdata"))) {
            folder = folder.getParent();
        }
        if (folder == null) {
            throw new IllegalStateException(
                    "no folder testdata above " + Path.of("").toAbsolutePath());
        }
        return folder.resolve(name);
    }
}
