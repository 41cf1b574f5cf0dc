package org.menura.data.engine;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.menura.data.dolma.RowId;
import org.menura.data.plan.Member;

/**
 * What a row contributes to a group, as a byte string that sorts by partition, key, order, identity, content and value.
 *
 * @param content first bytes of the hash of all that is known of the row, which parts rows of one identity
 */
record Entry(int partition, byte[] key, byte[] order, RowId id, long content, byte[] value, long address) {
    static final int PARTITION = 2;
    static final int ADDRESS = 8;
    private static final int FIXED = PARTITION + RowId.BYTES + 8 + ADDRESS + 6;

    /** The partition of a key: equal keys meet. */
    static int partition(byte[] key, int partitions) {
        return Math.floorMod(mixed(Arrays.hashCode(key)), partitions);
    }

    private static int mixed(int hash) {
        int h = hash * 0x9e3779b9;
        return h ^ h >>> 15;
    }

    byte[] encoded() {
        return new Bytes(FIXED + key.length + order.length + value.length)
                .number(partition, PARTITION)
                .part(key)
                .part(order)
                .raw(id.bytes())
                .number(content, 8)
                .part(value)
                .number(address, ADDRESS)
                .done();
    }

    static Entry of(byte[] record) {
        ByteBuffer in = ByteBuffer.wrap(record);
        return new Entry(
                (int) Bytes.number(in, PARTITION),
                Bytes.part(in),
                Bytes.part(in),
                RowId.of(Bytes.raw(in, RowId.BYTES), 0),
                Bytes.number(in, 8),
                Bytes.part(in),
                Bytes.number(in, ADDRESS));
    }

    Entry at(long place) {
        return new Entry(partition, key, order, id, content, value, place);
    }

    Member member() {
        return new Member(id, order, value, address);
    }
}
