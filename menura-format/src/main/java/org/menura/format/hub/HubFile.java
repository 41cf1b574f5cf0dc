package org.menura.format.hub;

/**
 * A file in a hub's listing.
 *
 * @param path where it lies in the repository, as the hub says; not yet checked to be a safe place on disk
 * @param size its bytes
 * @param hash its content
 */
record HubFile(String path, long size, ContentHash hash) {}
