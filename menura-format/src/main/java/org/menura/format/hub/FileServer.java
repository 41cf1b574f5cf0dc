package org.menura.format.hub;

/** Where files are fetched from: a hub, or an index of packages. */
sealed interface FileServer permits HubClient, PackageIndex {
    /** What sends the requests. */
    HubHttp http();

    /** What a refusal means, in words that say what to do. */
    HubException refusal(HubHttp.Reply reply, String what);
}
