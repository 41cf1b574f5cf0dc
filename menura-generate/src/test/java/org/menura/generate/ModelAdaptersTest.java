package org.menura.generate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.menura.chat.Content;
import org.menura.chat.Message;
import org.menura.format.FormatException;
import org.menura.format.TensorEntry;
import org.menura.format.hf.PeftAdapter;
import org.menura.format.image.Image;
import org.menura.format.safetensors.SafetensorsWriter;
import org.menura.generate.embed.Embedder;
import org.menura.generate.embed.Pooling;
import org.menura.generate.load.AdapterSet;
import org.menura.generate.load.LoadedModel;
import org.menura.generate.prompt.MultimodalProcessor;
import org.menura.generate.session.Session;
import org.menura.model.adapter.AdapterSelection;
import org.menura.model.load.MergedModel;
import org.menura.model.load.ModelSource;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.dtype.DType;

/** Adapters of models that see, over their language models and encoders of pictures, of encoder-decoders and of models that embed, as peft 0.21 saves them with transformers 5. */
class ModelAdaptersTest {
    private static final String PARTS = "{% for m in messages %}w1 {% for p in m.content %}"
            + "{% if p.type == 'image' %}<image> {% else %}{{ p.text }} {% endif %}{% endfor %}{% endfor %}w2";
    private static final GenerationOptions GREEDY = GenerationOptions.of(4).greedy();

    @TempDir
    private Path folder;

    private Path model(String name) throws IOException {
        boolean isLlava = name.equals("llava");
        Map<Integer, String> special = Map.of(79, "<image>", 78, "<fake_token_around_image>", 77, "<global-img>");
        String processor = isLlava
                ? "{\"image_processor_type\": \"CLIPImageProcessor\", \"size\": {\"shortest_edge\": 12},"
                        + " \"crop_size\": {\"height\": 12, \"width\": 12}}"
                : "{\"image_processor_type\": \"Idefics3ImageProcessor\", \"do_image_splitting\": false,"
                        + " \"size\": {\"longest_edge\": 16}, \"max_image_size\": {\"longest_edge\": 16}}";
        Path made = Files.createDirectory(folder.resolve(name));
        return SeeingFolder.of(made, name, 80, isLlava ? Map.of(79, "<image>") : special, PARTS, processor);
    }

    private static Image picture(int size) {
        byte[] pixels = new byte[3 * size * size];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (37 * i);
        }
        return new Image(size, size, 3, pixels);
    }

    /** An adapter of queries and values of rank 2, numbered through. */
    private Path adapter(String name, boolean sees) throws IOException {
        Map<String, TensorEntry> tensors = new LinkedHashMap<>();
        if (name.equals("llava")) {
            layers(tensors, "model.language_model.layers.", 2, 32, 32);
            layers(tensors, "model.vision_tower.encoder.layers.", sees ? 3 : 0, 32, 32);
        } else {
            layers(tensors, "model.text_model.layers.", 2, 32, 16);
            layers(tensors, "model.vision_model.encoder.layers.", sees ? 2 : 0, 24, 24);
        }
        return save(name + (sees ? "-seeing" : "-speaking"), tensors);
    }

    private Path save(String name, Map<String, TensorEntry> tensors) throws IOException {
        Path made = Files.createDirectory(folder.resolve(name));
        SafetensorsWriter.write(made.resolve("adapter_model.safetensors"), tensors, SafetensorsWriter.PYTORCH);
        Files.writeString(
                made.resolve("adapter_config.json"), "{\"peft_type\": \"LORA\", \"r\": 2, \"lora_alpha\": 4}");
        return made;
    }

    private static void layers(Map<String, TensorEntry> tensors, String path, int count, int width, int values) {
        for (int i = 0; i < count; i++) {
            for (String layer : List.of("q_proj", "v_proj")) {
                layer(tensors, path + i + ".self_attn." + layer, width, layer.equals("q_proj") ? width : values);
            }
        }
    }

    private static void layer(Map<String, TensorEntry> tensors, String path, int in, int out) {
        tensors.put("base_model.model." + path + ".lora_A.weight", TensorEntry.of(numbers(7, 2, in)));
        tensors.put("base_model.model." + path + ".lora_B.weight", TensorEntry.of(numbers(5, out, 2)));
    }

    private static Tensor numbers(int period, int rows, int columns) {
        float[] out = new float[rows * columns];
        for (int i = 0; i < out.length; i++) {
            out[i] = (i % period - period / 2) / 10f;
        }
        return Tensor.of(out, rows, columns);
    }

    private static Message asked(int size) {
        return Message.user(List.of(picture(size)), "w5 w6");
    }

    /** Texts of transformers 5.24 with peft 0.21.2. */
    @ParameterizedTest
    @CsvSource({
        "llava, 12, w42 w75 w72 w1, w54 w34 w49 w62, w52 w75 w72 w25",
        "idefics3, 16, w41 w32 w7 w7, w41 w44 w32 w32, w39 w39 w39 w43"
    })
    void requestsChooseThem(String name, int size, String seeing, String speaking, String plain) throws IOException {
        LoadOptions options = LoadOptions.defaults()
                .withThreads(1)
                .withAdapter("seeing", adapter(name, true))
                .withAdapter("speaking", adapter(name, false));
        try (LanguageModel model = Menura.load(model(name), options)) {
            Map<AdapterSelection, String> expected = Map.of(
                    AdapterSelection.of("seeing"),
                    seeing,
                    AdapterSelection.of("speaking"),
                    speaking,
                    AdapterSelection.NONE,
                    plain);
            expected.forEach((selection, text) -> {
                GenerationOptions how = GREEDY.withAdapters(selection);
                AnswerRequest request = AnswerRequest.of(asked(size)).with(how);
                assertEquals(text, model.answer(request).text().strip());
                List<Content> parts = asked(size).content();
                assertEquals(
                        text,
                        model.newChat(null, how)
                                .say(parts, _ -> {})
                                .result()
                                .text()
                                .strip());
            });
        }
    }

    @Test
    void oneAloneIsInForceAndWhatIsWrittenWithItIsTheSame() throws IOException {
        Path base = model("idefics3");
        Path adapter = adapter("idefics3", true);
        Path merged = folder.resolve("merged");
        MergedModel.write(ModelSource.open(base), PeftAdapter.open(adapter), merged, DType.F32);
        LoadOptions options = LoadOptions.defaults().withThreads(1);
        try (LanguageModel alone = Menura.load(base, options.withAdapter("a", adapter));
                LanguageModel whole = Menura.load(merged, options)) {
            assertArrayEquals(logits(whole), logits(alone), 1e-4f);
        }
        AdapterSet set = AdapterSet.open(base, new CpuBackend(1));
        set.load("a", adapter);
        FormatException e = assertThrows(FormatException.class, () -> set.merge(AdapterSelection.of("a")));
        assertTrue(String.valueOf(e.getMessage()).contains("can't be merged while it is in use"), e.getMessage());
    }

    /** The text of transformers 5.24 with peft 0.21.2. */
    @Test
    void anEncoderDecoderHasOne() throws IOException {
        Path base = Files.createDirectory(folder.resolve("t5"));
        SeeingFolder.of(base, "t5-gated-gelu", 96, Map.of(), "", "{}");
        Map<String, TensorEntry> tensors = new LinkedHashMap<>();
        for (int i = 0; i < 2; i++) {
            for (String layer : List.of("q", "v")) {
                layer(tensors, "encoder.block.%d.layer.0.SelfAttention.%s".formatted(i, layer), 32, 32);
                layer(tensors, "decoder.block.%d.layer.0.SelfAttention.%s".formatted(i, layer), 32, 32);
                layer(tensors, "decoder.block.%d.layer.1.EncDecAttention.%s".formatted(i, layer), 32, 32);
            }
        }
        LoadOptions options = LoadOptions.defaults().withThreads(1);
        Path adapter = save("t5-adapter", tensors);
        try (LanguageModel model = Menura.load(base, options.withAdapter("a", adapter))) {
            assertEquals(
                    "w30 w92 w81 w33",
                    model.generate("w5 w60 w33", GREEDY).text().strip());
        }
        LoadOptions two = options.withAdapter("a", adapter).withAdapter("b", adapter);
        FormatException e = assertThrows(FormatException.class, () -> Menura.load(base, two));
        assertTrue(String.valueOf(e.getMessage()).contains("is no decoder"), e.getMessage());
    }

    /** Embeddings of transformers' AutoModel 5.24 with peft 0.21.2, which calls its layers without what the head stands beside. */
    @ParameterizedTest
    @CsvSource({
        "llama-gqa, 88, layers.%d.self_attn.q_proj, layers.%d.self_attn.v_proj, -1.9723744, -1.1104612",
        "bert-mlm, 96, encoder.layer.%d.attention.self.query, encoder.layer.%d.attention.self.value, -0.2843799, 1.574996"
    })
    void modelsThatEmbedHaveOneToo(
            String name, int vocabulary, String queries, String values, float first, float second) throws IOException {
        Path base = Files.createDirectory(folder.resolve(name));
        SeeingFolder.of(base, name, vocabulary, Map.of(), "", "{}");
        ModelSource source = ModelSource.open(base);
        Map<String, TensorEntry> tensors = new LinkedHashMap<>();
        for (int i = 0; i < 2; i++) {
            for (String layer : List.of(queries.formatted(i), values.formatted(i))) {
                Tensor weight = source.weights().names().stream()
                        .filter(n -> n.endsWith(layer + ".weight"))
                        .map(source.weights()::tensor)
                        .findFirst()
                        .orElseThrow();
                layer(tensors, layer, weight.dim(1), weight.dim(0));
            }
        }
        Path adapter = save("embedding", tensors);
        Path merged = folder.resolve("merged");
        MergedModel.write(source, PeftAdapter.open(adapter), merged, DType.F32);
        CpuBackend ops = new CpuBackend(1);
        for (Embedder embedder : List.of(
                Embedder.open(base, Optional.of(adapter), Pooling.LAST, false, ops),
                Embedder.open(merged, Pooling.LAST, false, ops))) {
            float[] vector = embedder.text("w5 w6 w7");
            assertArrayEquals(new float[] {first, second}, new float[] {vector[0], vector[1]}, 1e-5f);
        }
    }

    private static float[] logits(LanguageModel model) {
        LoadedModel.Decoder decoder = (LoadedModel.Decoder) model.loaded();
        return new Session(decoder.model()).feed(new MultimodalProcessor(decoder).of(List.of(asked(16))));
    }
}
