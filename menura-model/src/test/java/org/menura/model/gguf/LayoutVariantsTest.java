package org.menura.model.gguf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.TensorEntry;
import org.menura.format.gguf.FileType;
import org.menura.format.gguf.GgufFile;
import org.menura.format.gguf.GgufWriter;
import org.menura.tensor.Tensor;

/** Files hold some tensors in one of several ways, by the options and the age of the tool that made them. */
class LayoutVariantsTest {
    @TempDir
    private Path folder;

    private final Map<String, Object> metadata = new LinkedHashMap<>();
    private final SequencedMap<String, TensorEntry> tensors = new LinkedHashMap<>();
    private float[] expected = {};

    @BeforeEach
    void empty() {
        metadata.clear();
        tensors.clear();
    }

    private void start(String name) {
        start(GgufTests.golden(name));
    }

    private void start(GgufTests.Model model) {
        GgufFile file = model.write(folder.resolve("usual.gguf"), FileType.F32);
        expected = model.output();
        metadata.putAll(file.metadata());
        for (String n : file.names()) {
            tensors.put(n, TensorEntry.of(file.tensor(n)));
        }
    }

    private Tensor take(String name) {
        return tensors.remove(name).tensor().get();
    }

    private void put(String name, Tensor tensor) {
        tensors.put(name, TensorEntry.of(tensor));
    }

    private void check(double tolerance) throws IOException {
        Path path = folder.resolve("variant.gguf");
        GgufWriter.write(path, metadata, tensors, GgufWriter.Progress.NONE);
        GgufFile file = GgufFile.open(path);
        assertEquals(0, GgufTests.difference(expected, GgufTests.running(file).output()), tolerance);
        assertEquals(
                0, GgufTests.difference(expected, GgufTests.huggingFace(file).output()), tolerance);
    }

    /** What llama-quantize and llama-gguf-split write: ggml counts no dimensions of size 1 at the end. */
    @Test
    void oneRowIsAVector() throws IOException {
        String sizes = " 'vocab_size': 80, 'hidden_size': 32, 'num_attention_heads': 4, 'num_hidden_layers': 2,"
                + " 'intermediate_size': 40, 'max_position_embeddings': 64, 'num_labels': 1, 'type_vocab_size': 1}";
        for (String kind : List.of(
                "'xlm-roberta', 'architectures': ['XLMRobertaForSequenceClassification']",
                "'bert', 'architectures': ['BertForSequenceClassification']",
                "'bert', 'architectures': ['BertModel']",
                "'modernbert', 'classifier_pooling': 'mean', 'architectures': ['ModernBertForSequenceClassification']",
                "'nomic_bert', 'architectures': ['NomicBertModel']")) {
            empty();
            start(GgufTests.random("{'model_type': " + kind + "," + sizes));
            int rows = 0;
            for (String name : List.of("token_types.weight", "cls.output.weight")) {
                if (tensors.containsKey(name)) {
                    put(name, take(name).reshape(32));
                    rows++;
                }
            }
            assertTrue(rows > 0, kind);
            check(1e-5);
        }
    }

    @Test
    void fusedQueriesKeysAndValues() throws IOException {
        for (String name : List.of("llama-bias", "qwen2", "olmo", "gemma2")) {
            empty();
            start(name);
            for (int i = 0; i < 2; i++) {
                for (String kind : List.of(".weight", ".bias")) {
                    String block = "blk." + i + ".attn_";
                    if (tensors.containsKey(block + "q" + kind)) {
                        List<Tensor> parts =
                                List.of(take(block + "q" + kind), take(block + "k" + kind), take(block + "v" + kind));
                        put(block + "qkv" + kind, TensorRows.concat(parts));
                    }
                }
            }
            check(1e-5);
        }
    }

    /** llama.cpp asks for each bias by itself; configs have one flag for all of attention, and one for the MLP. */
    @Test
    void someBiasesAreMissing() throws IOException {
        String sizes = " 'vocab_size': 80, 'hidden_size': 32, 'num_attention_heads': 4, 'num_key_value_heads': 2,"
                + " 'head_dim': 8, 'num_hidden_layers': 2, 'intermediate_size': 40, 'max_position_embeddings': 64}";
        List<String> kept = List.of("attn_q|attn_k|attn_v", "attn_output", "attn_v|ffn_up", "ffn_gate|ffn_down");
        for (String keep : kept) {
            someBiases("{'model_type': 'llama', 'attention_bias': true, 'mlp_bias': true," + sizes, keep);
        }
        someBiases("{'model_type': 'qwen2'," + sizes, "attn_k");
        someBiases("{'model_type': 'qwen2'," + sizes, "none");
    }

    /** The biases that are not kept are zeros, but for those of block 1, which has all. */
    private void someBiases(String config, String kept) throws IOException {
        empty();
        GgufTests.Model model = GgufTests.random(config);
        SequencedMap<String, TensorEntry> weights = new LinkedHashMap<>();
        Pattern missing = Pattern.compile("blk[.]0[.](?!(" + kept + ")[.]).*bias");
        Layout layout = GgufModels.ofConfig(model.fields()).layout(model.fields(), false);
        for (Mapping m : layout.mappings()) {
            for (String name : m.huggingFace()) {
                if (model.weights().has(name)) {
                    Tensor t = model.weights().tensor(name);
                    boolean zero = missing.matcher(m.gguf()).matches();
                    weights.putIfAbsent(name, TensorEntry.of(zero ? Tensor.zeros(t.elements()) : t));
                }
            }
        }
        start(new GgufTests.Model(model.config(), GgufTests.table(weights)));
        tensors.keySet().removeIf(n -> missing.matcher(n).matches());
        check(1e-5);
    }

    @Test
    void separateQueriesKeysAndValues() throws IOException {
        start("phi3");
        int width = tensors.get("blk.0.attn_output.weight").shape().dim(1);
        for (int i = 0; i < 2; i++) {
            Tensor all = take("blk." + i + ".attn_qkv.weight");
            int keys = (all.dim(0) - width) / 2;
            put("blk." + i + ".attn_q.weight", all.rows(0, width));
            put("blk." + i + ".attn_k.weight", all.rows(width, width + keys));
            put("blk." + i + ".attn_v.weight", all.rows(width + keys, all.dim(0)));
        }
        check(1e-5);
    }

    @Test
    void fusedGatesOfExperts() throws IOException {
        for (String name : List.of("mixtral-4e", "olmoe")) {
            empty();
            start(name);
            for (int i = 0; i < 2; i++) {
                Tensor gates = take("blk." + i + ".ffn_gate_exps.weight");
                Tensor ups = take("blk." + i + ".ffn_up_exps.weight");
                List<Tensor> rows = new ArrayList<>();
                for (int e = 0; e < gates.dim(0); e++) {
                    rows.add(gates.rows(e, e + 1).reshape(gates.dim(1), gates.dim(2)));
                    rows.add(ups.rows(e, e + 1).reshape(ups.dim(1), ups.dim(2)));
                }
                Tensor both = TensorRows.concat(rows).reshape(gates.dim(0), 2L * gates.dim(1), gates.dim(2));
                put("blk." + i + ".ffn_gate_up_exps.weight", both);
            }
            check(1e-5);
        }
    }

    @Test
    void separateSharesOfRwkv6() throws IOException {
        start("rwkv6-pth");
        for (int i = 0; i < 2; i++) {
            Tensor fused = take("blk." + i + ".time_mix_lerp_fused.weight");
            String[] parts = {"w", "k", "v", "r", "g"};
            for (int p = 0; p < parts.length; p++) {
                put(
                        "blk." + i + ".time_mix_lerp_" + parts[p] + ".weight",
                        fused.rows(p, p + 1).reshape(32));
            }
        }
        check(1e-5);
    }

    /** As made from transformers' form of the model; the epsilon of the last norm weighs a little more. */
    @Test
    void halvedResidualStreamOfRwkv6() throws IOException {
        start("rwkv6-pth");
        metadata.put("rwkv6.rescale_every_n_layers", 1L);
        for (String name : List.of("time_mix_output", "channel_mix_value")) {
            String full = "blk.1." + name + ".weight";
            put(full, TensorRows.map(take(full), x -> x / 2));
        }
        check(1e-3);
    }

    /** Models with two groups have a norm for each, in files and in transformers' form. */
    @Test
    void groupedNormsOfMamba2() throws IOException {
        start("mamba2");
        int heads = 8;
        // One group's matrices twice make two groups.
        metadata.put("mamba2.ssm.group_count", 2L);
        for (int i = 0; i < 2; i++) {
            String block = "blk." + i + ".ssm_";
            Tensor in = take(block + "in.weight");
            put(block + "in.weight", repeated(in, 128, 8, heads));
            put(block + "conv1d.weight", repeated(take(block + "conv1d.weight"), 64, 8, 0));
            Tensor bias = take(block + "conv1d.bias");
            put(
                    block + "conv1d.bias",
                    repeated(bias.reshape(bias.dim(0), 1), 64, 8, 0).reshape(bias.dim(0) + 16));
            put(block + "norm.weight", take(block + "norm.weight").reshape(2, 32));
        }
        Path path = folder.resolve("grouped.gguf");
        GgufWriter.write(path, metadata, tensors, GgufWriter.Progress.NONE);
        GgufFile file = GgufFile.open(path);
        float[] running = GgufTests.running(file).output();
        assertEquals(
                0, GgufTests.difference(running, GgufTests.huggingFace(file).output()), 1e-5);
        // Each half of the width has a magnitude of its own.
        assertFalse(GgufTests.difference(expected, running) < 1e-2);
    }

    /** Rows before B, then B and C [state, ..] twice each, then the rest. */
    private static Tensor repeated(Tensor t, int before, int state, int after) {
        List<Tensor> parts = new ArrayList<>();
        parts.add(t.rows(0, before));
        for (int part = 0; part < 2; part++) {
            Tensor rows = t.rows(before + (long) part * state, before + (part + 1L) * state);
            parts.add(rows);
            parts.add(rows);
        }
        parts.add(t.rows(t.dim(0) - after, t.dim(0)));
        return TensorRows.concat(parts);
    }
}
