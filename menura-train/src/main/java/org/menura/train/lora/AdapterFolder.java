package org.menura.train.lora;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeSet;
import org.menura.format.AtomicFile;
import org.menura.format.TensorEntry;
import org.menura.format.safetensors.SafetensorsWriter;
import org.menura.tensor.grad.Trainable;

/** Writes adapters as peft does: {@code adapter_config.json} beside {@code adapter_model.safetensors}. */
public final class AdapterFolder {
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private AdapterFolder() {}

    /**
     * Writes adapters; the folder appears when it is complete.
     *
     * @param base what the config calls the model that they belong to
     * @throws IOException if the folder exists already, or can't be written
     */
    public static void write(Path folder, TrainableAdapters adapters, String base, boolean fanInFanOut)
            throws IOException {
        write(folder, adapters, base, fanInFanOut, "CAUSAL_LM", List.of());
    }

    /**
     * The same for another task than language modelling.
     *
     * @param taskType as PEFT calls it, such as {@code SEQ_CLS}
     * @param saved parameters that were taught whole beside the adapters, such as a new head: {@code modules_to_save}
     * @throws IOException if the folder exists already, or can't be written
     */
    public static void write(
            Path folder,
            TrainableAdapters adapters,
            String base,
            boolean fanInFanOut,
            String taskType,
            List<Trainable> saved)
            throws IOException {
        if (Files.exists(folder)) {
            throw new FileAlreadyExistsException(folder.toString());
        }
        Path part = folder.resolveSibling(folder.getFileName() + ".part");
        Files.createDirectories(part);
        SequencedMap<String, TensorEntry> tensors = new LinkedHashMap<>();
        for (Trainable t : adapters.trainables()) {
            tensors.put(t.name(), TensorEntry.of(t.value()));
        }
        for (Trainable t : saved) {
            tensors.put(TrainableAdapters.PREFIX + t.name(), TensorEntry.of(t.value()));
        }
        SafetensorsWriter.write(part.resolve("adapter_model.safetensors"), tensors, SafetensorsWriter.PYTORCH);
        ObjectNode config = config(adapters, base, fanInFanOut);
        config.put("task_type", taskType);
        if (!saved.isEmpty()) {
            ArrayNode modules = config.putArray("modules_to_save");
            saved.stream().map(t -> module(t.name())).distinct().forEach(modules::add);
        }
        Files.writeString(part.resolve("adapter_config.json"), JSON.writeValueAsString(config) + "\n");
        AtomicFile.move(part, folder);
    }

    /** The module that a parameter belongs to. */
    private static String module(String parameter) {
        return parameter.substring(0, Math.max(0, parameter.lastIndexOf('.')));
    }

    private static ObjectNode config(TrainableAdapters adapters, String base, boolean fanInFanOut) {
        LoraConfig c = adapters.config();
        ObjectNode out = JSON.createObjectNode();
        out.put("peft_type", "LORA");
        out.put("base_model_name_or_path", base);
        out.put("inference_mode", true);
        out.put("r", c.rank());
        out.put("lora_alpha", c.alpha());
        out.put("lora_dropout", 0.0);
        out.put("bias", "none");
        out.put("fan_in_fan_out", fanInFanOut);
        out.put("use_rslora", c.rankStabilized());
        out.put("use_dora", c.dora());
        out.put("init_lora_weights", true);
        ArrayNode targets = out.putArray("target_modules");
        new TreeSet<>(adapters.updates().keySet()).forEach(targets::add);
        ObjectNode ranks = out.putObject("rank_pattern");
        ObjectNode alphas = out.putObject("alpha_pattern");
        adapters.updates().forEach((path, update) -> {
            int rank = update.a().dim(0);
            double alpha = update.scale() * (c.rankStabilized() ? Math.sqrt(rank) : rank);
            if (rank != c.rank()) {
                ranks.put(path, rank);
            }
            if (Math.abs(alpha - c.alpha()) > 1e-6 * c.alpha()) {
                alphas.put(path, alpha);
            }
        });
        out.putNull("modules_to_save");
        return out;
    }
}
