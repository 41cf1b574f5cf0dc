package org.menura.model.gguf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.format.Checkpoint;
import org.menura.format.TensorEntry;
import org.menura.format.gguf.FileType;
import org.menura.format.gguf.GgufFile;
import org.menura.model.decoder.Gpt2;
import org.menura.model.decoder.Mamba2;
import org.menura.model.decoder.Rwkv;
import org.menura.model.encoder.Labels;
import org.menura.model.gguf.GgufTests.Model;
import org.menura.model.layer.Linear;
import org.menura.model.layer.Qkv;
import org.menura.model.layer.Rope;

/** Models of all families become GGUF files, run from them, and come back. */
@Tag("slow")
class GgufRoundTripTest {
    private static final double RUNNING = 1e-5;
    /** Norms and decays that are stored as a function of the checkpoint's values. */
    private static final double ROUNDED = 1e-6;

    private static final Set<String> PRIVATE = Set.of(
            Rope.INTERLEAVED,
            Qkv.STACKED,
            Gpt2.OUT_FIRST,
            Linear.LOW_RANK_OUT_FIRST,
            Mamba2.GROUPED_NORM,
            Rwkv.HALVED_EVERY);

    @TempDir
    private Path folder;

    static Stream<Model> models() {
        Stream<Model> golden = Stream.of(
                        "llama-mha, llama-gqa, llama-bias, llama-headdim, llama-tied, llama-bf16, llama-f16, llama-both-ways",
                        "llama-rope-theta, llama-rope-linear, llama-rope-llama3, llama-rope-yarn",
                        "mistral-sliding, mixtral-4e, mixtral-8e, qwen2, qwen3, qwen3-moe, olmo, olmo2, olmo3, olmoe",
                        "gemma, gemma2, gemma3-text, phi, phi3, phi3-longrope, starcoder2, gpt2, gpt-bigcode",
                        "gpt-neox, bloom, bloom-heads-not-pow2, falcon-7b-style, falcon-40b-style",
                        "mamba, falcon-mamba, mamba2, rwkv6-pth, rwkv7-pth")
                .flatMap(line -> Stream.of(line.split(", ")))
                .map(GgufTests::golden);
        Stream<Model> t5 = Stream.of("t5-relu", "t5-gated-gelu")
                .map(GgufTests::golden)
                .map(m -> m.with(c -> c.put("relative_attention_max_distance", 128)));
        return Stream.of(golden, t5, variants()).flatMap(s -> s);
    }

    /** Options that no golden case has. */
    private static Stream<Model> variants() {
        return Stream.of(
                GgufTests.random(
                        "{'model_type': 'gpt_bigcode', 'vocab_size': 80, 'n_embd': 24, 'n_head': 3, 'n_layer': 2,"
                                + " 'n_positions': 20, 'n_inner': 40, 'multi_query': false}"),
                GgufTests.random("{'model_type': 'falcon', 'vocab_size': 80, 'hidden_size': 32,"
                        + " 'num_attention_heads': 4, 'num_kv_heads': 2, 'num_hidden_layers': 2,"
                        + " 'new_decoder_architecture': true, 'num_ln_in_parallel_attn': 1}"),
                GgufTests.random("{'model_type': 'falcon', 'vocab_size': 80, 'hidden_size': 32,"
                        + " 'num_attention_heads': 4, 'num_hidden_layers': 2, 'multi_query': false}"),
                GgufTests.random("{'model_type': 'gpt_neox', 'vocab_size': 80, 'hidden_size': 32,"
                        + " 'intermediate_size': 48, 'num_attention_heads': 4, 'num_hidden_layers': 2,"
                        + " 'rotary_pct': 0.5, 'use_parallel_residual': false}"),
                GgufTests.random("{'model_type': 'gpt2', 'vocab_size': 80, 'n_embd': 24, 'n_head': 3, 'n_layer': 2,"
                        + " 'n_positions': 20, 'n_inner': 40, 'tie_word_embeddings': false}"),
                GgufTests.random("{'model_type': 'phi3', 'vocab_size': 80, 'hidden_size': 32, 'intermediate_size': 40,"
                        + " 'num_attention_heads': 4, 'num_key_value_heads': 2, 'num_hidden_layers': 2,"
                        + " 'partial_rotary_factor': 0.5, 'sliding_window': 6}"),
                GgufTests.random("{'model_type': 'gemma2', 'vocab_size': 80, 'hidden_size': 32,"
                        + " 'intermediate_size': 40, 'num_attention_heads': 4, 'num_key_value_heads': 2, 'head_dim': 8,"
                        + " 'num_hidden_layers': 3, 'query_pre_attn_scalar': 8, 'sliding_window': 5,"
                        + " 'layer_types': ['full_attention', 'sliding_attention', 'full_attention']}"),
                GgufTests.random("{'model_type': 'gemma3_text', 'vocab_size': 80, 'hidden_size': 32,"
                        + " 'intermediate_size': 40, 'num_attention_heads': 4, 'num_key_value_heads': 2, 'head_dim': 8,"
                        + " 'num_hidden_layers': 3, 'query_pre_attn_scalar': 8, 'sliding_window': 5,"
                        + " 'layer_types': ['sliding_attention', 'full_attention', 'sliding_attention'],"
                        + " 'rope_parameters': {'full_attention': {'rope_type': 'linear', 'factor': 8,"
                        + " 'rope_theta': 900}, 'sliding_attention': {'rope_type': 'default', 'rope_theta': 50}}}"),
                // A Mixtral whose config says nothing of a window has none.
                GgufTests.random("{'model_type': 'mixtral', 'vocab_size': 80, 'hidden_size': 32,"
                        + " 'intermediate_size': 40, 'num_attention_heads': 4, 'num_key_value_heads': 2,"
                        + " 'num_hidden_layers': 2, 'num_local_experts': 4}"),
                GgufTests.random("{'model_type': 't5', 'architectures': ['T5EncoderModel'], 'vocab_size': 80,"
                        + " 'd_model': 32, 'd_kv': 8, 'd_ff': 40, 'num_heads': 4, 'num_layers': 2}"),
                GgufTests.random("{'model_type': 'umt5', 'architectures': ['UMT5EncoderModel'], 'vocab_size': 80,"
                        + " 'd_model': 32, 'd_kv': 8, 'd_ff': 40, 'num_heads': 4, 'num_layers': 3}"),
                GgufTests.random("{'model_type': 'umt5', 'architectures': ['UMT5ForConditionalGeneration'],"
                        + " 'vocab_size': 80, 'd_model': 32, 'd_kv': 8, 'd_ff': 40, 'num_heads': 4, 'num_layers': 2,"
                        + " 'tie_word_embeddings': false}"),
                // Heads that are the embeddings, but were not meant to be scaled.
                GgufTests.random("{'model_type': 't5', 'vocab_size': 80, 'd_model': 32, 'd_kv': 8, 'd_ff': 40,"
                        + " 'num_heads': 4, 'num_layers': 2, 'feed_forward_proj': 'gated-gelu',"
                        + " 'scale_decoder_outputs': false}"),
                // Under the names that Nomic's own configs have.
                GgufTests.random("{'model_type': 'nomic_bert', 'architectures': ['NomicBertModel'], 'vocab_size': 80,"
                        + " 'n_embd': 32, 'n_head': 4, 'n_layer': 2, 'n_inner': 40, 'n_positions': 8192,"
                        + " 'max_trained_positions': 64, 'rotary_emb_base': 500, 'layer_norm_epsilon': 1e-5}"),
                GgufTests.random("{'model_type': 'modernbert', 'architectures': ['ModernBertModel'], 'vocab_size': 80,"
                        + " 'hidden_size': 32, 'num_attention_heads': 4, 'num_hidden_layers': 5,"
                        + " 'intermediate_size': 40, 'max_position_embeddings': 64, 'local_attention': 6,"
                        + " 'global_attn_every_n_layers': 2, 'global_rope_theta': 500, 'hidden_activation': 'silu'}"),
                GgufTests.random("{'model_type': 'modernbert', 'vocab_size': 80, 'hidden_size': 32,"
                        + " 'architectures': ['ModernBertForSequenceClassification'], 'num_attention_heads': 4,"
                        + " 'num_hidden_layers': 3, 'intermediate_size': 40, 'max_position_embeddings': 64,"
                        + " 'layer_types': ['sliding_attention', 'full_attention', 'sliding_attention'],"
                        + " 'local_attention': 4, 'classifier_pooling': 'mean', 'num_labels': 1}"),
                GgufTests.random("{'model_type': 'modernbert', 'vocab_size': 80, 'hidden_size': 32,"
                        + " 'architectures': ['ModernBertForSequenceClassification'], 'num_attention_heads': 4,"
                        + " 'num_hidden_layers': 2, 'intermediate_size': 40, 'max_position_embeddings': 64,"
                        + " 'local_attention': 4, 'classifier_pooling': 'cls', 'num_labels': 3}"),
                GgufTests.random("{'model_type': 'bert', 'architectures': ['BertForSequenceClassification'],"
                        + " 'vocab_size': 80, 'hidden_size': 32, 'num_attention_heads': 4, 'num_hidden_layers': 2,"
                        + " 'intermediate_size': 40, 'max_position_embeddings': 64, 'num_labels': 3}"),
                GgufTests.random("{'model_type': 'mamba', 'vocab_size': 80, 'hidden_size': 24, 'state_size': 4,"
                        + " 'conv_kernel': 3, 'time_step_rank': 3, 'num_hidden_layers': 2,"
                        + " 'tie_word_embeddings': false}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'model_type': 't5', 'scale_decoder_outputs': false",
                "'model_type': 'mt5', 'tie_word_embeddings': true, 'transformers_version': '5.24.0'",
                "'model_type': 'umt5', 'scale_decoder_outputs': false"
            })
    void headsOfT5MeetWhatTheyMet(String fields) {
        Model model = GgufTests.random(
                "{%s, 'vocab_size': 80, 'd_model': 32, 'd_kv': 8, 'd_ff': 40, 'num_heads': 4,".formatted(fields)
                        + " 'num_layers': 2}");
        GgufFile file = model.write(folder.resolve("model.gguf"), FileType.F32);
        assertArrayEquals(model.output(), GgufTests.running(file).output(), 1e-5f);
    }

    @ParameterizedTest
    @MethodSource("models")
    void runsAndComesBack(Model model) {
        GgufFile file = model.write(folder.resolve("model.gguf"), FileType.F32);
        float[] expected = model.output();
        Model running = GgufTests.running(file);
        assertEquals(0, GgufTests.difference(expected, running.output()), RUNNING);
        Model back = GgufTests.huggingFace(file);
        assertEquals(0, GgufTests.difference(expected, back.output()), RUNNING);
        assertEquals(model.weights().names(), back.weights().names());
        assertEquals(model.config().get("model_type"), back.config().get("model_type"));
        back.config().fieldNames().forEachRemaining(f -> assertFalse(PRIVATE.contains(f), f));
        // We know what a config means that doesn't say it, others may not.
        if (model.config().has("hidden_act")) {
            assertEquals(model.config().get("hidden_act"), back.config().get("hidden_act"));
        }
        for (String name : model.weights().names()) {
            checkTensor(name, model.weights(), back.weights());
        }
    }

    private static void checkTensor(String name, Checkpoint expected, Checkpoint actual) {
        assertEquals(expected.shape(name).elements(), actual.shape(name).elements(), name);
        assertEquals(actual.shape(name), actual.tensor(name).shape(), name);
        assertEquals(actual.dtype(name), actual.tensor(name).dtype(), name);
        float[] values = expected.tensor(name).toFloats();
        boolean rounded = name.endsWith("A_log") || name.contains("norm");
        assertArrayEquals(values, actual.tensor(name).toFloats(), rounded ? (float) ROUNDED : 0, name);
    }

    @ParameterizedTest
    @MethodSource("models")
    void matricesStayInTheFile(Model model) {
        Checkpoint running = GgufTests.running(model.write(folder.resolve("model.gguf"), FileType.F32))
                .weights();
        for (String name : running.names()) {
            boolean matrix = running.shape(name).rank() > 1 && !name.endsWith("A_log");
            assertFalse(matrix && running.tensor(name).onHeap(), name);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bert-model",
                "bert-mlm",
                "bert-tokcls",
                "bert-qa",
                "roberta-model",
                "roberta-mlm",
                "distilbert-mlm",
                "distilbert-qa"
            })
    void encodersLeaveTheirHeadsBehind(String name) {
        Model model = GgufTests.golden(name);
        GgufFile file = model.write(folder.resolve("model.gguf"), FileType.F32);
        float[] expected = model.output();
        assertArrayEquals(expected, GgufTests.running(file).output(), 1e-4f);
        Model back = GgufTests.huggingFace(file);
        assertArrayEquals(expected, back.output(), 1e-4f);
        assertEquals("bert", back.config().get("model_type").textValue());
        assertTrue(back.weights().has("embeddings.word_embeddings.weight"));
        assertFalse(back.weights().has("pooler.dense.weight"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bert-seqcls", "roberta-seqcls"})
    void theHeadThatClassifiesTextsComesAlong(String name) {
        Model model = GgufTests.golden(name);
        GgufFile file = model.write(folder.resolve("model.gguf"), FileType.F32);
        float[] expected = model.logits();
        assertTrue(expected.length > 1);
        assertArrayEquals(expected, GgufTests.running(file).logits(), 1e-5f);
        Model back = GgufTests.huggingFace(file);
        assertArrayEquals(expected, back.logits(), 1e-5f);
        assertTrue(back.weights().has("bert.embeddings.word_embeddings.weight"));
        // llama.cpp takes the number of classes from their names.
        List<String> names = Labels.names(model.fields());
        assertEquals(names, file.metadata().get("bert.classifier.output_labels"));
        assertEquals(names, Labels.names(back.fields()));
    }

    @Test
    void smallerTypesRunCloseToTheModel() {
        for (String name : List.of("llama-gqa", "mamba", "rwkv7-pth", "gpt2", "gemma3-text")) {
            Model model = GgufTests.golden(name);
            GgufFile file = model.write(folder.resolve(name + ".gguf"), FileType.F16);
            double difference =
                    GgufTests.difference(model.output(), GgufTests.running(file).output());
            assertEquals(0, difference, 0.02, name);
            assertEquals(
                    0,
                    GgufTests.difference(
                            model.output(), GgufTests.huggingFace(file).output()),
                    0.02,
                    name);
        }
    }

    @Test
    void baseModelsWithoutPrefixAreWrittenAlike() {
        Model tied = GgufTests.golden("llama-tied");
        SequencedMap<String, TensorEntry> bare = new LinkedHashMap<>();
        for (String name : tied.weights().names()) {
            bare.put(
                    name.substring("model.".length()),
                    TensorEntry.of(tied.weights().tensor(name)));
        }
        Model base = new Model(tied.config(), GgufTests.table(bare));
        GgufFile file = base.write(folder.resolve("base.gguf"), FileType.F32);
        assertEquals(
                0, GgufTests.difference(tied.output(), GgufTests.running(file).output()), RUNNING);
    }

    @Test
    void everyFamilyHasAnArchitecture() {
        assertEquals("qwen3moe", GgufModels.architectureFor("qwen3_moe").orElseThrow());
        assertEquals("llama", GgufModels.architectureFor("mixtral").orElseThrow());
        assertTrue(GgufModels.architectureFor("opt").isEmpty());
    }
}
