"""A small invented county as tables of facts, for the tests of the schematic generator."""

TOWNSHIPS = """\
code,name_zh,name_en,lon,lat,population_est,n_villages,county_seat,ground_z_m
430001100,城关镇,Chengguan Town,112.5000,29.5000,120000,12,1,30
430001101,东镇,Dong Town,112.5800,29.5100,20000,8,,30
430001102,西镇,Xi Town,112.4100,29.4950,20000,8,,31
430001103,南镇,Nan Town,112.5050,29.4200,20000,8,,29
430001104,北镇,Bei Town,112.4900,29.5900,20000,8,,32
430001200,东南乡,Dongnan Township,112.5900,29.4300,9000,6,,28.5
430001201,西北乡,Xibei Township,112.4000,29.5800,9000,6,,33
"""
ROADS = """\
name,class,chain,length_km
G900 东西线,national,430001102>430001100>430001101,20.5
S90 北线,省道,430001100>430001104,
G9 高速,expressway,430001201>430001100>430001200,32
县道,county,430001101>430001200,
"""
RIVERS = """\
name,chain,width_m
大河,112.35 29.45>430001100>112.65 29.47,200
"""
DIKES = """\
name,chain,crest_m,max_weight_t
东堤,112.56 29.40>112.62 29.40>112.64 29.46>112.62 29.48,36,20
"""
NOTICE = "Attribution: Invented.\nNothing here is real.\n"

FILES = {
    "townships.csv": TOWNSHIPS,
    "roads.csv": ROADS,
    "rivers.csv": RIVERS,
    "dikes.csv": DIKES,
    "NOTICE.txt": NOTICE,
}


def write_county(folder, **changes):
    """Write the tables into a folder; a change names a table (``roads=""``), None leaves it out."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in FILES.items():
        stated = changes.get(name.split(".")[0], text)
        if stated is not None:
            (folder / name).write_text(stated, encoding="utf-8")
    return folder
