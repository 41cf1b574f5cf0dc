package org.menura.recipes.omni;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.menura.format.FormatException;
import org.menura.format.json.Json;
import org.menura.generate.load.LoadedModel;
import org.menura.generate.sample.Sampler;
import org.menura.generate.sample.SamplingParams;
import org.menura.generate.session.Generator;
import org.menura.generate.session.Session;
import org.menura.tensor.cpu.CpuBackend;

/**
 * Stories of the backbone's own, so that it does not forget how to write what it is asked for while it learns to see and hear:
 * {@code recipes/run OmniOwn MODEL PROMPTS OUT COUNT}. Of each request's answer
 * only one that is complete and has all the words is kept (rejection sampling; Llama 2, arXiv 2307.09288, section 3.2.3).
 */
public final class OmniOwn {
    private static final int MOST_TOKENS = 240;

    private OmniOwn() {}

    /** Asks until there are enough stories, or no more requests. */
    public static void main(String[] args) throws IOException {
        if (args.length != 4) {
            System.err.println("usage: recipes/run OmniOwn" + " MODEL PROMPTS OUT COUNT");
            System.exit(2);
        }
        if (!(LoadedModel.open(Path.of(args[0]), new CpuBackend()) instanceof LoadedModel.Decoder model)) {
            throw new FormatException(args[0] + " is no language model");
        }
        int wanted = Integer.parseInt(args[3]);
        Generator generator = new Generator(model.text().tokenizer());
        Generator.Options options =
                new Generator.Options(MOST_TOKENS, model.text().endIds(), List.of(), Generator.NO_LOG_PROBS);
        List<String> kept = new ArrayList<>();
        int asked = 0;
        for (String line : Files.readAllLines(Path.of(args[1]))) {
            if (kept.size() == wanted) {
                break;
            }
            JsonNode record = Json.parse(line, args[1]);
            String request = record.at("/prompt/0/content").asText();
            SamplingParams params = SamplingParams.builder()
                    .temperature(0.8f)
                    .topP(0.95f)
                    .seed(asked++)
                    .build();
            Generator.Result answer = generator.generate(
                    new Session(model.model()), model.text().request(request), new Sampler(params), options, null);
            String story = answer.text().strip();
            if (answer.reason() == Generator.Reason.STOP
                    && story.endsWith(".")
                    && hasAll(story, record.path("words"))) {
                kept.add(OmniJson.chat(OmniJson.Ask.of(request), story));
            }
        }
        Path out = Path.of(args[2]);
        Path beside = out.resolveSibling(out.getFileName() + ".part");
        Files.writeString(beside, String.join("", kept));
        Files.move(beside, out, StandardCopyOption.REPLACE_EXISTING);
        System.out.printf("%s: %,d stories that have all the words, of %,d%n", out, kept.size(), asked);
    }

    private static boolean hasAll(String story, JsonNode words) {
        for (JsonNode word : words) {
            if (!story.toLowerCase().contains(word.asText().toLowerCase())) {
                return false;
            }
        }
        return true;
    }
}
