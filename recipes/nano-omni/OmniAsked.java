package org.menura.recipes.omni;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.menura.chat.Content;
import org.menura.chat.Message;
import org.menura.chat.MessageJson;
import org.menura.format.image.Image;
import org.menura.format.json.Json;
import org.menura.generate.MediaGenerator;
import org.menura.generate.load.LoadedModel;
import org.menura.generate.prompt.MultimodalProcessor;
import org.menura.generate.sample.Sampler;
import org.menura.generate.sample.SamplingParams;
import org.menura.generate.session.Generator;
import org.menura.generate.session.Prompt;
import org.menura.generate.session.Session;

/**
 * A held-out request and what the model answers, the likeliest token each time.
 *
 * @param record the line of the request: {@code task}, {@code answer}, {@code words} and what else it has
 * @param text what the model says
 * @param pictures what it draws
 */
record OmniAsked(JsonNode record, String text, List<Image> pictures) {
    String task() {
        return record.path("task").asText();
    }

    String answer() {
        return record.path("answer").asText();
    }

    /** Whether the model says the right answer and nothing else. */
    boolean isRight() {
        return text.strip().equalsIgnoreCase(answer());
    }

    /** Share of the words that the answer has. */
    double words() {
        int there = 0;
        for (JsonNode word : record.path("words")) {
            there += text.toLowerCase().contains(word.asText().toLowerCase()) ? 1 : 0;
        }
        return there / (double) Math.max(1, record.path("words").size());
    }

    /** Asks for all lines of a file. */
    static List<OmniAsked> all(LoadedModel.Decoder bundle, Path file, int mostTokens) throws IOException {
        MediaGenerator generator = new MediaGenerator(bundle);
        MultimodalProcessor prompts = new MultimodalProcessor(bundle);
        Generator.Options options =
                new Generator.Options(mostTokens, bundle.text().endIds(), List.of(), Generator.NO_LOG_PROBS);
        List<OmniAsked> all = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            JsonNode record = Json.parse(line, file.toString());
            Message asked = MessageJson.read(record.at("/prompt/0"), file.toString(), file::resolveSibling);
            Prompt prompt = asked.media().isEmpty()
                    ? Prompt.of(bundle.text().request(asked.text()))
                    : prompts.of(List.of(asked));
            MediaGenerator.Answer answer = generator.generate(
                    new Session(bundle.model()), prompt, new Sampler(SamplingParams.greedy()), options, _ -> {});
            List<Image> pictures = new ArrayList<>();
            for (Content part : answer.parts()) {
                if (part instanceof Content.Image(Image image)) {
                    pictures.add(image);
                }
            }
            all.add(new OmniAsked(record, answer.result().text(), pictures));
        }
        return all;
    }
}
