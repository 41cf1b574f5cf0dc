package org.menura.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.chat.Content;
import org.menura.chat.Message;
import org.menura.chat.Role;
import org.menura.format.image.Image;
import org.menura.format.image.ImageFiles;
import org.menura.generate.batch.Batch;
import org.menura.generate.batch.Engine;
import org.menura.generate.batch.Request;
import org.menura.generate.load.LoadedModel;
import org.menura.generate.prompt.MultimodalProcessor;
import org.menura.generate.sample.Sampler;
import org.menura.generate.sample.SamplingParams;
import org.menura.generate.session.Generator.Options;
import org.menura.generate.session.Generator.Result;
import org.menura.generate.session.Prompt;
import org.menura.tensor.cpu.CpuBackend;

/** Prompts with pictures pass in chunks, beside others, and what they begin with is kept. */
class EngineMediaTest {
    private static final String CLIP = "{\"image_processor_type\": \"CLIPImageProcessor\","
            + " \"size\": {\"shortest_edge\": 12}, \"crop_size\": {\"height\": 12, \"width\": 12}}";
    private static final String PARTS = "{% for m in messages %}w1 {% for p in m.content %}"
            + "{% if p.type == 'image' %}<image> {% else %}{{ p.text }} {% endif %}{% endfor %}{% endfor %}w2";

    @TempDir
    private Path folder;

    private static Prompt prompt(MultimodalProcessor prompts, Image first, Image second, String end) {
        List<Content> parts = new ArrayList<>();
        parts.add(new Content.Text("w5 w6 w7"));
        parts.add(new Content.Image(first));
        parts.add(new Content.Text("w8 w9 w12 w13 w14"));
        parts.add(new Content.Image(second));
        parts.add(new Content.Text(end));
        return prompts.of(List.of(new Message(Role.USER, parts)));
    }

    private static Request request(Prompt prompt, int seed) {
        return Request.of(
                prompt,
                new Sampler(SamplingParams.builder().seed(seed).build()),
                new Options(12, Set.of(), List.of(), 1));
    }

    @Test
    void picturesPassInChunksAndAreKept() throws IOException {
        var model = (LoadedModel.Decoder) LoadedModel.open(
                SeeingFolder.of(folder, "llava", 80, Map.of(79, "<image>"), PARTS, CLIP), new CpuBackend(2));
        MultimodalProcessor prompts = new MultimodalProcessor(model);
        Image bright = ImageFiles.read(TestData.path("images/rgb.png"));
        Image dark = new Image(bright.width(), bright.height(), 3, new byte[3 * bright.width() * bright.height()]);
        List<Prompt> asked = List.of(
                prompt(prompts, bright, bright, "w10"),
                prompt(prompts, bright, bright, "w11"),
                prompt(prompts, bright, dark, "w11"),
                prompt(prompts, dark, dark, "w11"),
                prompt(prompts, bright, bright, "w10"));
        Batch.Limits limits = Batch.Limits.exact(4).withChunk(4);
        List<Result> alone = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            try (Engine engine = new Engine(model.model(), model.text().tokenizer(), limits.withBytes(1 << 30, 0))) {
                alone.add(engine.generate(request(asked.get(i), i)));
            }
        }
        try (Engine engine = new Engine(model.model(), model.text().tokenizer(), limits)) {
            List<Engine.Task> tasks = new ArrayList<>();
            for (int i = 0; i < asked.size(); i++) {
                tasks.add(engine.submit(request(asked.get(i), i)));
            }
            List<Integer> cached = new ArrayList<>();
            for (int i = 0; i < asked.size(); i++) {
                Result result = engine.await(tasks.get(i));
                assertEquals(alone.get(i).logProbs(), result.logProbs());
                cached.add(result.cachedTokens());
            }
            int length = asked.getFirst().ids().length;
            assertEquals(0, cached.get(0));
            assertTrue(cached.get(1) >= length - 6, cached.toString());
            int[] rows = TestData.at(asked.get(2)); // of two pictures of one size
            assertEquals(rows[rows.length / 2], cached.get(2), "the first picture, and what stands before the second");
            assertEquals(0, cached.get(3), "no more than a few words");
            assertEquals(length, cached.get(4));
        }
    }
}
