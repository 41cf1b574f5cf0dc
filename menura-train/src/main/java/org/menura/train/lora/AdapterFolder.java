package org.menura.train.lora;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.ValueNode;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.menura.format.OutputFile;
import org.menura.format.TensorEntry;
import org.menura.format.hf.PeftAdapter;
import org.menura.format.safetensors.SafetensorsWriter;
import org.menura.model.weights.HeadNames;
import org.menura.tensor.grad.Parameter;

/** A writer of adapters in PEFT's format: {@code adapter_config.json} beside {@code adapter_model.safetensors}. */
public final class AdapterFolder {
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private static final String CLASSIFIER = "classifier";

    private AdapterFolder() {}

    /**
     * Writes adapters of a language model; the folder appears when it is complete.
     *
     * @param base name of the base model in the config
     * @param fanInFanOut whether the model's checkpoint stores weights as [in, out] though the model does not say so
     * @throws IOException if the folder exists already, or can't be written
     */
    public static void write(Path folder, TrainableAdapters adapters, String base, boolean fanInFanOut)
            throws IOException {
        write(folder, adapters, base, fanInFanOut, new Task("CAUSAL_LM", List.of(), List.of(), ""));
    }

    /**
     * What adapters were taught, beside the adapters themselves.
     *
     * @param type as PEFT calls it, such as {@code SEQ_CLS}
     * @param saved parameters that were trained whole beside the adapters, such as a new head: {@code modules_to_save}
     * @param labels names of the classes of that head, which get a file of their own ({@link PeftAdapter#LABELS}); empty for none
     * @param body what PEFT has before the names of all layers where the checkpoint leaves it out, such as {@code bert}; else empty
     */
    public record Task(String type, List<Parameter> saved, List<String> labels, String body) {
        /** Copies the lists. */
        public Task {
            saved = List.copyOf(saved);
            labels = List.copyOf(labels);
        }

        /** The name of a parameter or module of the model as PEFT has it. */
        private String named(String name) {
            return body.isEmpty() || HeadNames.isBesideBody(name) ? name : body + "." + name;
        }
    }

    /**
     * Writes adapters of a model for another task than language modelling.
     *
     * @throws IOException if the folder exists already, or can't be written
     */
    public static void write(Path folder, TrainableAdapters adapters, String base, boolean fanInFanOut, Task task)
            throws IOException {
        if (Files.exists(folder)) {
            throw new FileAlreadyExistsException(folder.toString());
        }
        Path part = folder.resolveSibling(folder.getFileName() + ".part");
        Files.createDirectories(part);
        SequencedMap<String, TensorEntry> tensors = new LinkedHashMap<>();
        adapters.saved().forEach((path, update) -> {
            String name = TrainableAdapters.PREFIX + task.named(path);
            tensors.put(name + ".lora_A.weight", TensorEntry.of(update.a()));
            tensors.put(name + ".lora_B.weight", TensorEntry.of(update.b()));
            if (update.magnitude() != null) {
                tensors.put(name + ".lora_magnitude_vector", TensorEntry.of(update.magnitude()));
            }
        });
        for (Parameter t : task.saved) {
            tensors.put(TrainableAdapters.PREFIX + task.named(t.name()), TensorEntry.of(t.value()));
        }
        SafetensorsWriter.write(part.resolve("adapter_model.safetensors"), tensors, SafetensorsWriter.PYTORCH);
        ObjectNode config = config(adapters, base);
        config.put("fan_in_fan_out", fanInFanOut || adapters.fanInFanOut());
        config.put("task_type", task.type);
        if (!task.saved.isEmpty()) {
            ArrayNode modules = config.putArray("modules_to_save");
            task.saved.stream()
                    .map(t -> module(task.named(t.name())))
                    .distinct()
                    .forEach(modules::add);
        }
        Files.writeString(part.resolve("adapter_config.json"), JSON.writeValueAsString(config));
        if (!task.labels.isEmpty()) {
            Files.writeString(part.resolve(PeftAdapter.LABELS), JSON.writeValueAsString(task.labels));
        }
        OutputFile.move(part, folder);
    }

    /** The module that a parameter belongs to; PEFT saves a classifier as a whole, also one of several layers. */
    private static String module(String parameter) {
        if (parameter.startsWith(CLASSIFIER + ".")) {
            return CLASSIFIER;
        }
        return parameter.substring(0, Math.max(0, parameter.lastIndexOf('.')));
    }

    /** All fields of peft 0.17, in its order. */
    private static ObjectNode config(TrainableAdapters adapters, String base) {
        LoraConfig c = adapters.savedConfig();
        ObjectNode out = JSON.createObjectNode();
        ObjectNode alphas = out.putObject("alpha_pattern");
        out.putNull("auto_mapping");
        out.put("base_model_name_or_path", base);
        out.put("bias", "none");
        out.putNull("corda_config").putNull("eva_config").putNull("exclude_modules");
        out.put("fan_in_fan_out", false);
        out.put("inference_mode", true);
        out.put("init_lora_weights", true);
        out.putNull("layer_replication").putNull("layers_pattern").putNull("layers_to_transform");
        out.putObject("loftq_config");
        out.set("lora_alpha", number(c.alpha()));
        out.put("lora_bias", false);
        out.put("lora_dropout", c.dropout());
        out.putNull("megatron_config").put("megatron_core", "megatron.core").putNull("modules_to_save");
        out.put("peft_type", "LORA");
        out.put("qalora_group_size", 16);
        out.put("r", c.rank());
        ObjectNode ranks = out.putObject("rank_pattern");
        out.putNull("revision");
        ArrayNode targets = out.putArray("target_modules");
        adapters.targets().forEach(targets::add);
        out.putNull("target_parameters").putNull("task_type").putNull("trainable_token_indices");
        out.put("use_dora", c.dora());
        out.put("use_qalora", false);
        out.put("use_rslora", c.rankStabilized());
        adapters.saved().forEach((path, update) -> {
            int rank = update.a().dim(0);
            double alpha = update.scale() * (c.rankStabilized() ? Math.sqrt(rank) : rank);
            if (rank != c.rank()) {
                ranks.put(path, rank);
            }
            if (Math.abs(alpha - c.alpha()) > 1e-6 * c.alpha()) {
                alphas.set(path, number(Math.abs(alpha - Math.rint(alpha)) < 1e-6 * alpha ? Math.rint(alpha) : alpha));
            }
        });
        return out;
    }

    /** Whole numbers as such: PEFT declares alpha as an integer. */
    private static ValueNode number(double value) {
        return value == Math.rint(value)
                ? JSON.getNodeFactory().numberNode((long) value)
                : JSON.getNodeFactory().numberNode(value);
    }
}
