package org.menura.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.menura.format.FormatException;
import org.menura.format.Modality;
import org.menura.format.json.Json;

/**
 * The pictures and sounds of a shard's documents: JSON in UTF-8, a line for each document that has some,
 *
 * <pre>
 * {"document": 3, "prefix": 0, "media": [{"modality": "image", "file": "../../img/1.png", "rows": [4, 16]}]}
 * </pre>
 *
 * <p>{@code rows} holds, for each run of tokens that stand for rows of the file, the first and how many. Files are
 * relative to the shard's folder where both have one root.
 */
final class ShardMedia {
    private final Path folder;
    private final SortedMap<Long, PlacedMedia> byDocument = new TreeMap<>();

    private ShardMedia(Path folder) {
        this.folder = folder;
    }

    /** None as yet, for a shard that is being written. */
    static ShardMedia beside(Path shard) {
        return new ShardMedia(Objects.requireNonNull(shard.toAbsolutePath().getParent()));
    }

    /**
     * Reads what a shard tells.
     *
     * @throws FormatException if it is malformed
     */
    static ShardMedia read(MemorySegment bytes, Path shard) {
        ShardMedia media = beside(shard);
        if (bytes.byteSize() > Integer.MAX_VALUE - 8) {
            throw damaged(shard);
        }
        String text = new String(bytes.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
        text.lines().forEach(line -> media.add(Json.parse(line, shard.toString()), shard));
        return media;
    }

    private void add(JsonNode line, Path shard) {
        List<PlacedMedia.Place> places = new ArrayList<>();
        int end = 0;
        for (JsonNode m : line.path("media")) {
            List<PlacedMedia.Rows> rows = new ArrayList<>();
            JsonNode runs = m.path("rows");
            for (int i = 0; i + 1 < runs.size(); i += 2) {
                int start = runs.get(i).asInt(-1);
                int count = runs.get(i + 1).asInt(-1);
                if (start < end || count < 1 || start > Integer.MAX_VALUE - count) {
                    throw damaged(shard);
                }
                rows.add(new PlacedMedia.Rows(start, count));
                end = start + count;
            }
            Optional<Modality> modality = Modality.of(m.path("modality").asText());
            if (rows.isEmpty() || modality.isEmpty() || !m.path("file").isTextual()) {
                throw damaged(shard);
            }
            places.add(new PlacedMedia.Place(modality.get(), file(m, shard), rows));
        }
        long document = line.path("document").asLong(-1);
        int prefix = line.path("prefix").asInt(-1);
        if (document < 0 || prefix < 0 || byDocument.put(document, new PlacedMedia(places, prefix)) != null) {
            throw damaged(shard);
        }
    }

    private Path file(JsonNode medium, Path shard) {
        try {
            return ShardManifest.found(medium.get("file").textValue(), folder);
        } catch (InvalidPathException e) {
            throw damaged(shard);
        }
    }

    private static FormatException damaged(Path shard) {
        return new FormatException(
                shard + " is damaged: what it tells of pictures and sounds makes no sense; delete the"
                        + " folder and tokenise the corpus again.");
    }

    void put(long document, PlacedMedia media) {
        if (!media.isEmpty()) {
            byDocument.put(document, media);
        }
    }

    /** Documents that have pictures or sounds. */
    Set<Long> documents() {
        return byDocument.keySet();
    }

    PlacedMedia of(long document) {
        return byDocument.getOrDefault(document, PlacedMedia.NONE);
    }

    /** As it is written; nothing where there is none. */
    byte[] bytes() {
        StringBuilder out = new StringBuilder();
        byDocument.forEach((document, media) -> {
            ObjectNode line = JsonNodeFactory.instance.objectNode();
            line.put("document", document).put("prefix", media.prefix());
            ArrayNode all = line.putArray("media");
            for (PlacedMedia.Place p : media.places()) {
                ObjectNode one = all.addObject();
                one.put("modality", p.modality().key()).put("file", ShardManifest.written(p.file(), folder));
                ArrayNode rows = one.putArray("rows");
                p.rows().forEach(r -> rows.add(r.start()).add(r.count()));
            }
            out.append(line).append('\n');
        });
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }
}
