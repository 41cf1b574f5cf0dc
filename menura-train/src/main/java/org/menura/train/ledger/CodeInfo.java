package org.menura.train.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import jdk.incubator.vector.FloatVector;
import org.jspecify.annotations.Nullable;
import org.menura.format.Sha256;
import org.menura.tensor.cpu.CpuBackend;

/**
 * The code and system that compute a run: {@code code.json}. Where all of it is equal, so are the run's bytes.
 *
 * @param facts by name: version, commit or jar, Java, system, vector width, machine code, engine
 */
public record CodeInfo(Map<String, String> facts) {
    private static final String UNKNOWN = "unknown";

    /** Copies the facts, in their order. */
    public CodeInfo {
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    }

    /**
     * Describes the current process.
     *
     * @param version Menura's
     * @param engine that computes, as {@link org.menura.tensor.cpu.CpuBackend#engine} tells it
     */
    public static CodeInfo current(String version, String engine) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("version", version);
        Path code = location();
        facts.put("commit", Objects.requireNonNullElse(code == null ? null : GitCommit.above(code), UNKNOWN));
        facts.put("jar_sha256", jarHash(code));
        facts.put("java", Runtime.version().toString());
        facts.put("jvm", System.getProperty("java.vm.name") + ", " + System.getProperty("java.vm.vendor"));
        facts.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        facts.put("vector_bits", Integer.toString(vectorBits()));
        facts.put("machine_code", CpuBackend.machineCode());
        facts.put("engine", engine);
        facts.put("onednn", Boolean.toString(engine.contains("oneDNN")));
        return new CodeInfo(facts);
    }

    /** Lists the differences to another, a sentence each; none if runs give the same bytes. */
    public List<String> differences(CodeInfo now) {
        List<String> sentences = new ArrayList<>();
        facts.forEach((name, was) -> {
            String is = now.facts.getOrDefault(name, UNKNOWN);
            if (!is.equals(was)) {
                sentences.add("%s was %s and is %s".formatted(name, was, is));
            }
        });
        return sentences;
    }

    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        facts.forEach(json::put);
        return json;
    }

    static CodeInfo of(JsonNode json) {
        Map<String, String> facts = new LinkedHashMap<>();
        json.properties().forEach(e -> facts.put(e.getKey(), e.getValue().asText()));
        return new CodeInfo(facts);
    }

    private static int vectorBits() {
        // The module may have been resolved after the start, so the boot layer can't tell.
        try {
            return FloatVector.SPECIES_PREFERRED.vectorBitSize();
        } catch (NoClassDefFoundError _) {
            return 0;
        }
    }

    private static @Nullable Path location() {
        CodeSource source = CodeInfo.class.getProtectionDomain().getCodeSource();
        try {
            return source == null || source.getLocation() == null
                    ? null
                    : Path.of(source.getLocation().toURI());
        } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException _) {
            return null; // inside another archive
        }
    }

    private static String jarHash(@Nullable Path code) {
        try {
            return code != null && Files.isRegularFile(code) ? Sha256.of(code) : UNKNOWN;
        } catch (IOException _) {
            return UNKNOWN;
        }
    }
}
