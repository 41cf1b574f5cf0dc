package org.menura.data.engine;

import java.nio.ByteBuffer;
import org.menura.data.dolma.RowId;
import org.menura.data.plan.ComponentsStage.Membership;

/** Memberships in components as bytes. */
final class Memberships {
    private Memberships() {}

    static Membership alone(RowId id) {
        return new Membership(id, true, 1);
    }

    static byte[] encoded(Membership membership) {
        ByteBuffer out = ByteBuffer.allocate(RowId.BYTES + 1 + 8);
        out.put(membership.smallest().bytes());
        out.put((byte) (membership.first() ? 1 : 0));
        return out.putLong(membership.size()).array();
    }

    static Membership of(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        in.position(RowId.BYTES);
        return new Membership(RowId.of(bytes, 0), in.get() == 1, in.getLong());
    }
}
