package org.menura.format.pickle;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes pickles operation by operation, and the files that torch.save puts around them. */
final class Pickle {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Pickle raw(int... bytes) {
        for (int b : bytes) {
            out.write(b);
        }
        return this;
    }

    Pickle raw(String ascii) {
        out.writeBytes(ascii.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    Pickle protocol(int version) {
        return raw(0x80, version);
    }

    Pickle global(String module, String name) {
        return raw("c" + module + "\n" + name + "\n");
    }

    Pickle text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.write('X');
        out.writeBytes(little(4).putInt(utf8.length).array());
        out.writeBytes(utf8);
        return this;
    }

    Pickle integer(long value) {
        if (value == (int) value) {
            out.write('J');
            out.writeBytes(little(4).putInt((int) value).array());
        } else {
            raw(0x8a, 8);
            out.writeBytes(little(8).putLong(value).array());
        }
        return this;
    }

    Pickle integers(long... values) {
        raw("(");
        for (long value : values) {
            integer(value);
        }
        return raw("t");
    }

    /** A storage of 1.0, 2.0, … or whatever the file holds under {@code key}. */
    Pickle storage(String type, String key, long elements) {
        return raw("(").text("storage")
                .global("torch", type)
                .text(key)
                .text("cpu")
                .integer(elements)
                .raw("tQ");
    }

    /** A tensor over a storage. */
    Pickle tensor(String type, String key, long elements, long offset, long[] sizes, long[] strides) {
        return global("torch._utils", "_rebuild_tensor_v2")
                .raw("(")
                .storage(type, key, elements)
                .integer(offset)
                .integers(sizes)
                .integers(strides)
                .raw(0x89)
                .global("collections", "OrderedDict")
                .raw(")RtR");
    }

    /** A contiguous vector of floats. */
    Pickle vector(String key, int elements) {
        return tensor("FloatStorage", key, elements, 0, new long[] {elements}, new long[] {1});
    }

    byte[] end() {
        return raw(".").out.toByteArray();
    }

    byte[] bytes() {
        return out.toByteArray();
    }

    static byte[] floats(float... values) {
        ByteBuffer bytes = little(4 * values.length);
        for (float value : values) {
            bytes.putFloat(value);
        }
        return bytes.array();
    }

    /** A zip file as torch.save writes it: a pickle, and storages by key. */
    static byte[] zip(byte[] pickle, Map<String, byte[]> storages) {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("archive/data.pkl", pickle);
        entries.put("archive/byteorder", "little".getBytes(StandardCharsets.UTF_8));
        storages.forEach((key, bytes) -> entries.put("archive/data/" + key, bytes));
        entries.put("archive/version", "3\n".getBytes(StandardCharsets.UTF_8));
        return zip(entries, ZipEntry.STORED);
    }

    static byte[] zip(Map<String, byte[]> entries, int method) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> e : entries.entrySet()) {
                ZipEntry entry = new ZipEntry(e.getKey());
                entry.setMethod(method);
                CRC32 crc = new CRC32();
                crc.update(e.getValue());
                entry.setCrc(crc.getValue());
                entry.setSize(e.getValue().length);
                zip.putNextEntry(entry);
                zip.write(e.getValue());
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** A file as PyTorch wrote it before 1.6. */
    static byte[] legacy(byte[] pickle, Map<String, byte[]> storages, int elementBytes) {
        Pickle file = new Pickle();
        file.protocol(2)
                .raw(0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19)
                .raw(".");
        file.protocol(2).raw("M").raw(0xe9, 0x03).raw(".");
        file.protocol(2)
                .raw("}(")
                .text("protocol_version")
                .integer(1001)
                .text("little_endian")
                .raw(0x88)
                .text("type_sizes")
                .raw("}u.");
        file.out.writeBytes(pickle);
        file.protocol(2).raw("](");
        storages.keySet().forEach(file::text);
        file.raw("e.");
        storages.values().forEach(bytes -> {
            file.out.writeBytes(little(8).putLong(bytes.length / elementBytes).array());
            file.out.writeBytes(bytes);
        });
        return file.bytes();
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
