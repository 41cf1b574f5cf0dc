package org.menura.data.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import org.menura.data.dolma.Attributes;
import org.menura.data.dolma.AttributesJson;
import org.menura.data.dolma.Document;
import org.menura.data.dolma.DocumentJson;
import org.menura.data.dolma.RowId;
import org.menura.data.plan.Row;
import org.menura.format.Sha256;

/**
 * A row between tasks.
 *
 * @param number the row's place in its file, counted from 1: for {@code show}, nothing else
 * @param read how many of the attributes came from files
 */
record StoredRow(Row row, long number, int read) {
    private static final int HEAD = RowId.BYTES + 8 + 4 + 4;

    byte[] encoded() {
        byte[] document = DocumentJson.bytes(row.document().row());
        byte[] attributes = DocumentJson.bytes(AttributesJson.object(row.attributes()));
        ByteBuffer out = ByteBuffer.allocate(HEAD + document.length + attributes.length);
        out.put(row.id().bytes()).putLong(number).putInt(read).putInt(document.length);
        return out.put(document).put(attributes).array();
    }

    static StoredRow of(byte[] record) {
        ByteBuffer in = ByteBuffer.wrap(record);
        RowId id = RowId.of(record, 0);
        in.position(RowId.BYTES);
        long number = in.getLong();
        int read = in.getInt();
        int split = HEAD + in.getInt();
        ObjectNode document = (ObjectNode) DocumentJson.parse(Arrays.copyOfRange(record, HEAD, split), "row " + number);
        Attributes attributes = AttributesJson.read(
                DocumentJson.parse(Arrays.copyOfRange(record, split, record.length), "row " + number), "row " + number);
        return new StoredRow(new Row(id, new Document(document), attributes), number, read);
    }

    /** The first bytes of the hash of document and attributes, of a row that is encoded. */
    static long content(byte[] record) {
        MessageDigest digest = Sha256.digest();
        digest.update(record, HEAD, record.length - HEAD);
        return ByteBuffer.wrap(digest.digest()).getLong();
    }
}
