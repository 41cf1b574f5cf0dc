package org.menura.data.plan;

import org.menura.data.dolma.RowId;

/**
 * A row's entry in a group.
 *
 * @param id the row's identity; rows that are copies of each other to the byte have the same
 * @param order what it was sorted by
 * @param value what its {@link KeySink#emit} said
 * @param address where the engine finds the row again; says nothing to stages, and nothing may depend on it
 */
public record Member(RowId id, byte[] order, byte[] value, long address) {}
